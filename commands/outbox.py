"""`haki outbox`: what waits to be brought to chats, what arrived, what was given up and why. Counts only."""

from rich.console import Console
from rich.table import Table


def print_outbox(found: dict[str, dict[str, int]], console: Console) -> None:
    """A row for each channel and state."""
    table = Table(title="Deliveries")
    for heading in ("channel", "state", "count"):
        table.add_column(heading)
    for channel, states in found.items():
        for state, number in states.items():
            table.add_row(channel, state.replace("_", " "), str(number))
    console.print(table if found else "Nothing was brought to any chat yet.")
