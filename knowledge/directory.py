"""Contacts of a country, as knowledge/directory/<country>.yml holds them. Numbers live here and nowhere else."""

from dataclasses import dataclass

import yaml

from knowledge.answer import AnswerError, Source, read_source

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


@dataclass(frozen=True)
class Directory:
    """All contacts of one country (ISO 3166 alpha-2) and the kinds that nobody could source."""

    country: str
    contacts: tuple[Contact, ...]
    missing: dict[str, str]

    def of_kinds(self, kinds: tuple[str, ...], each: int = 1) -> list[Contact]:
        """Up to ``each`` contacts of every kind, in the order of ``kinds``."""
        return [
            contact
            for kind in dict.fromkeys(kinds)
            for contact in [found for found in self.contacts if found.kind == kind][:each]
        ]


def read_directory(country: str, document: str) -> Directory:
    """Read a country's file. Raises AnswerError with a sentence that names what to mend."""
    try:
        content = yaml.safe_load(document)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise AnswerError(f"The file cannot be read{where}. Check colons and quotes.") from error
    if not isinstance(content, dict) or content.get("country") != country:
        raise AnswerError(f"The first line must be: country: {country}")
    contacts = tuple(_contact(entry) for entry in content.get("contacts") or ())
    missing = {entry["kind"]: str(entry.get("reason", "")) for entry in content.get("missing") or ()}
    return Directory(country, contacts, missing)


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
