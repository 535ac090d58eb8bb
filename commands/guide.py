"""`haki guide`: writes the booklet's files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from guide.booklet import html, pdf


def write(language: str, country: str | None, folder: Path) -> Iterator[Path]:
    """Write the HTML, then the PDF; yields each path when it is whole."""
    document = html(language, country, date.today())
    folder.mkdir(parents=True, exist_ok=True)
    name = folder / "-".join(["guide", language, *([country.lower()] if country else [])])
    page = name.with_suffix(".html")
    page.write_text(document, encoding="utf-8")
    yield page
    printed = name.with_suffix(".pdf")
    printed.write_bytes(pdf(document))
    yield printed
