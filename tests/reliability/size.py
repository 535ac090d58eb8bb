"""How large the tests of promises are: short in `make test`, whole in `make soak`."""

import os


def size(short: int, whole: int) -> int:
    """A number of messages, kills or people."""
    return whole if os.environ.get("SOAK") else short
