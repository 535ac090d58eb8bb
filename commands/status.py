"""`haki library status`: the tables for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from knowledge.status import Status
from languages.catalogue import languages

#: Names on one line.
MOST = 12


def print_status(found: Status, console: Console) -> None:
    """One line a language, one a country, then everything that wants work by name."""
    table = Table("", "answers", "missing", "draft", "out of date", "phrasings")
    for code, spoken in found.languages.items():
        counts = (spoken.answers, len(spoken.missing), len(spoken.draft), len(spoken.out_of_date), spoken.phrasings)
        table.add_row(languages()[code].name, *(str(count) for count in counts))
    console.print(table)
    console.print(
        f"{found.country_parts} country parts; {sum(found.contacts.values())} contacts in {len(found.contacts)} "
        f"countries; {found.unconfirmed} answers, parts and contacts not yet confirmed by the centre; "
        f"{len(found.overdue)} overdue."
    )
    for code, spoken in found.languages.items():
        _list(console, f"{languages()[code].name}, missing", spoken.missing)
        _list(console, f"{languages()[code].name}, out of date", spoken.out_of_date)
    _list(console, "Overdue", [f"{name} ({due})" for name, due in found.overdue.items()])
    for country, kinds in found.missing_contacts.items():
        _list(console, f"{country}, no contact found", kinds)


def _list(console: Console, what: str, names: Sequence[str]) -> None:
    if names:
        rest = f" and {len(names) - MOST} more (--json names all)" if len(names) > MOST else ""
        console.print(f"{what}: {', '.join(names[:MOST])}{rest}", soft_wrap=True, markup=False)
