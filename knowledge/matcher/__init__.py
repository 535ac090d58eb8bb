"""Which answer a message asks for. Knows phrasings and vectors, never a worker."""
