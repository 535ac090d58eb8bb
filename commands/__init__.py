"""The `haki` command: one module a verb."""
