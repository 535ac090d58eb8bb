"""`python -m commands`: the same as the `haki` command."""

from commands.main import main

main()
