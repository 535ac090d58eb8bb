"""Composes the resource centre's booklet from the same answers, contacts and phrases that the chat uses."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from babel.dates import format_date

from bot.phrases import centre_name, phrase
from knowledge.answer import Answer, Source, Text
from knowledge.catalogue import find_answer, find_directory, one_edition
from knowledge.countries import country_name
from knowledge.directory import KINDS, Directory
from knowledge.freshness import too_old
from knowledge.topics import topics
from languages.catalogue import languages
from settings import Mistake, settings

FOLDER = Path(__file__).parent
#: Sections in the order of a life abroad; danger first, because it cannot wait.
ORDER = ("emergency", "recruitment", "rights", "social_protection", "return")


class GuideError(Mistake):
    """The booklet cannot be made; the message says what to do."""


@dataclass
class Notes:
    """Sources in the order in which they are first cited; the same source keeps its number."""

    numbers: dict[Source, int] = field(default_factory=dict)

    def cite(self, answer: Answer, text: Text) -> list[int]:
        """Numbers of the sources behind a text."""
        cited = [answer.sources[name] for name in text.cites if name in answer.sources]
        return [self.numbers.setdefault(source, len(self.numbers) + 1) for source in cited]


def html(language: str, country: str | None, today: date) -> str:
    """The whole booklet as one HTML document that needs nothing else.

    Without a country every country's part is printed, and no contacts.
    """
    if language not in languages():
        raise GuideError(f"There is no language {language!r}. Use one of: {', '.join(languages())}.")
    directory = find_directory(country, language)
    if country and directory is None:
        raise GuideError(f"There are no contacts for {country!r} yet. Leave the country out, or gather them first.")
    notes = Notes()
    with one_edition():
        chapters = [_chapter(section, language, country, notes, today) for section in ORDER]
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template("booklet.html.jinja")
    return template.render(
        say=lambda key, **values: phrase(key, language, **values),
        language=languages()[language],
        country=country_name(country, language) if country else "",
        centre=settings(),
        centre_name=centre_name(language),
        made=format_date(today, "long", locale=language),
        chapters=chapters,
        contacts=_contacts(directory) if directory else [],
        sources=notes.numbers,
        style=(FOLDER / "booklet.css").read_text(encoding="utf-8"),
    )


def pdf(document: str) -> bytes:
    """The document as PDF. Raises GuideError where the system's text libraries are missing."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise GuideError(
            "The PDF needs Pango to set its text. On Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0 fonts-noto-core. The HTML file is complete without it."
        ) from error
    return HTML(string=document).write_pdf()


def _chapter(section: str, language: str, country: str | None, notes: Notes, today: date) -> dict[str, Any]:
    found = [find_answer(topic.slug, language) for topic in topics().values() if topic.section == section]
    return {
        "key": section,
        "title": phrase(f"section_{section}", language),
        "answers": [_printed(one.answer, language, country, notes, today) for one in found if one],
    }


def _printed(answer: Answer, language: str, country: str | None, notes: Notes, today: date) -> dict[str, Any]:
    def cited(text: Text) -> dict[str, Any]:
        return {"words": text.words, "notes": notes.cite(answer, text)}

    assert answer.short is not None
    parts = [
        {"name": country_name(part.country, language), "language": part.language, **cited(part.text)}
        for part in answer.parts.values()
        if country in (None, part.country) and not too_old(part.review_by, today)
    ]
    return {
        "slug": answer.slug,
        "title": answer.title,
        "language": answer.language,
        "direction": languages()[answer.language].direction,
        "untranslated": answer.language != language,
        "draft": answer.translation.startswith("draft"),
        "confirmed": answer.confirmed,
        "short": cited(answer.short),
        "parts": parts,
        "steps": [cited(step) for step in answer.steps],
        "evidence": [cited(item) for item in answer.evidence],
        "due": format_date(answer.review_by, "medium", locale=language) if answer.review_by else "",
    }


def _contacts(directory: Directory) -> list[dict[str, Any]]:
    return [
        {"contact": contact, "direction": languages()[contact.language].direction}
        for contact in directory.of_kinds(KINDS, each=3)
    ]
