"""Contacts, sources and dates as a reply shows them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.phrases import phrase
from knowledge.answer import Source
from knowledge.catalogue import find_directory
from knowledge.directory import UNKNOWN, Contact
from knowledge.freshness import due_again, overdue
from languages.catalogue import DEFAULT, languages

#: Kinds that come before all others in danger.
LIFELINES = ("emergency", "police", "ambulance")


def country_contacts(country: str, language: str) -> list[dict[str, Any]]:
    """Who there is in a country, for whoever has not said what they need: lifelines first."""
    kinds = (*LIFELINES, "labour_complaints", "resource_centre", "union", "embassies")
    return contacts_shown(kinds, country, language, most=6)


def contacts_shown(
    kinds: Sequence[str], country: str | None, language: str, most: int = 99, each: int = 1
) -> list[dict[str, Any]]:
    """Contacts of some kinds in a country, in the order of kinds: ``each`` of a kind, ``most`` in all."""
    directory = find_directory(country, language)
    if directory is None:
        return []
    return [_contact(contact, language) for contact in directory.of_kinds(tuple(kinds), each)[:most]]


def _contact(contact: Contact, language: str) -> dict[str, Any]:
    read = contact.source.read
    old = overdue(due_again(read), date.today())
    shown = {
        "name": contact.name,
        "language": contact.language,
        "phones": list(contact.phones),
        "whatsapp": contact.whatsapp,
        "web": contact.web,
        "email": contact.email,
        "address": contact.address,
        "cost": contact.cost,
        "hours": contact.hours,
        "serves": contact.serves,
        "caution": contact.caution,
        "checked": phrase("contact_checked", language, date=day_in(read, language)) if old else "",
        "source": sources_shown([contact.source])[0],
        "confirmed": contact.confirmed,
    }
    return {key: value for key, value in shown.items() if value not in ("", [], UNKNOWN)}


def sources_shown(sources: Iterable[Source]) -> list[dict[str, str]]:
    """Where words come from, and when that was written and read."""
    return [
        {
            "title": source.title,
            "publisher": source.publisher,
            "address": source.address,
            "dated": source.dated,
            "read": source.read.isoformat(),
        }
        for source in sources
    ]


def day_in(day: date, language: str) -> str:
    """A day as people of a language write it."""
    return format_date(day, "long", locale=language if language in languages() else DEFAULT)
