"""How words come and go."""
