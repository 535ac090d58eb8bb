"""Which languages there are, and which one a message is in."""
