"""Contacts of a country, as knowledge/directory/<country>.yml holds them. Numbers live here and nowhere else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from knowledge.answer import AnswerError, Source, read_source, read_yaml
from languages.catalogue import DEFAULT

KINDS = (
    "emergency", "police", "ambulance", "labour_complaints", "trafficking_hotline", "abuse_hotline", "crisis_line",
    "union", "resource_centre", "shelter", "embassies", "recruiter_licences", "legal_aid", "health", "social_security",
    "employment_service", "welfare_fund", "tax", "immigration", "return_assistance", "equality_body",
    "skills_recognition", "business_support",
)  # fmt: skip
FIELDS = {
    "id", "kind", "name", "phones", "whatsapp", "web", "email", "address", "cost", "hours", "languages", "serves",
    "caution", "source", "confirmed",
}  # fmt: skip
WAYS = ("phones", "whatsapp", "web", "email", "address")
#: What is said about a contact in words; translated in knowledge/directory/<country>.<language>.yml.
WORDS = ("serves", "caution", "cost", "hours")
#: Written where nobody knows; shown to nobody.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Contact:
    """One office, hotline or union. Unknown is the empty string: it is said, never guessed."""

    id: str
    kind: str
    name: str
    source: Source
    phones: tuple[str, ...] = ()
    whatsapp: str = ""
    web: str = ""
    email: str = ""
    address: str = ""
    cost: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    serves: str = ""
    caution: str = ""
    confirmed: bool = False
    language: str = DEFAULT

    @property
    def words(self) -> dict[str, str]:
        """What a translator has to write, by entry."""
        return {key: getattr(self, key) for key in WORDS if getattr(self, key) not in ("", UNKNOWN)}


@dataclass(frozen=True)
class Translation:
    """The words about a country's contacts in another language, by contact. ``follows`` names the English version."""

    language: str
    state: str
    follows: str
    contacts: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Directory:
    """All contacts of one country (ISO 3166 alpha-2) and the kinds that nobody could source."""

    country: str
    contacts: tuple[Contact, ...]
    missing: dict[str, str]

    @property
    def version(self) -> str:
        """A name for exactly these words: it changes when a translator has something to do."""
        words = [(contact.id, sorted(contact.words.items())) for contact in self.contacts]
        return hashlib.sha256(repr(words).encode()).hexdigest()[:12]

    def told_in(self, translation: Translation) -> "Directory":
        """The same contacts with the words that are translated; a contact without any keeps the English ones."""
        contacts = tuple(
            replace(contact, language=translation.language, **translation.contacts[contact.id])
            if contact.id in translation.contacts
            else contact
            for contact in self.contacts
        )
        return replace(self, contacts=contacts)

    def of_kinds(self, kinds: tuple[str, ...], each: int = 1) -> list[Contact]:
        """Up to ``each`` contacts of every kind, in the order of ``kinds``."""
        return [
            contact
            for kind in dict.fromkeys(kinds)
            for contact in [found for found in self.contacts if found.kind == kind][:each]
        ]


def read_directory(country: str, document: str) -> Directory:
    """Read a country's file. Raises AnswerError with a sentence that names what to mend."""
    content = read_yaml(document)
    if not isinstance(content, dict) or content.get("country") != country:
        raise AnswerError(f"The first line must be: country: {country}")
    contacts = tuple(_contact(entry) for entry in content.get("contacts") or ())
    missing = {entry["kind"]: str(entry.get("reason", "")) for entry in content.get("missing") or ()}
    return Directory(country, contacts, missing)


def read_translation(country: str, language: str, document: str) -> Translation:
    """Read the words about a country's contacts in a language. Raises AnswerError with a sentence."""
    content = read_yaml(document)
    if not isinstance(content, dict) or (content.get("country"), content.get("language")) != (country, language):
        raise AnswerError(f"The first lines must be: country: {country} and language: {language}")
    contacts: dict[str, dict[str, str]] = {}
    for name, words in (content.get("contacts") or {}).items():
        if not isinstance(words, dict) or set(words) - set(WORDS):
            raise AnswerError(f"The contact {name!r} may have {', '.join(WORDS)} here and nothing else.")
        contacts[name] = {key: str(value) for key, value in words.items()}
    return Translation(language, str(content.get("translation") or ""), str(content.get("follows") or ""), contacts)


def _contact(entry: dict) -> Contact:
    name = entry.get("id") or entry.get("name") or "without a name"
    for key in ("id", "kind", "name", "source"):
        if not entry.get(key):
            raise AnswerError(f"The contact {name!r} has no {key}.")
    if unknown := set(entry) - FIELDS:
        raise AnswerError(f"The contact {name!r} has an unknown entry {sorted(unknown)[0]!r}.")
    if entry["kind"] not in KINDS:
        raise AnswerError(f"The contact {name!r} is of kind {entry['kind']!r}. Use one of: {', '.join(KINDS)}.")
    if not any(entry.get(way) for way in WAYS):
        raise AnswerError(f"The contact {name!r} cannot be reached. Give one of: {', '.join(WAYS)}.")
    words = {
        key: str(entry.get(key) or "")
        for key in ("whatsapp", "web", "email", "address", "cost", "hours", "serves", "caution")
    }
    return Contact(
        id=entry["id"],
        kind=entry["kind"],
        name=str(entry["name"]),
        source=read_source(name, entry["source"]),
        phones=_strings(name, "phones", entry.get("phones")),
        languages=_strings(name, "languages", entry.get("languages")),
        confirmed=bool(entry.get("confirmed")),
        **words,
    )


def _strings(name: str, key: str, value: object) -> tuple[str, ...]:
    if value in (None, "", "unknown"):
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise AnswerError(f'In the contact {name!r}, write {key} as a list in quotes, such as ["999"].')
    return tuple(value)
