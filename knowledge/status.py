"""What the live library lacks: missing, draft and outdated translations, and what should have been checked again."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from knowledge.answer import Answer, read_answer
from knowledge.directory import Contact, Directory, Translation, read_directory, read_translation
from knowledge.freshness import due_again, overdue
from knowledge.topics import topics
from languages.catalogue import DEFAULT, languages
from storage.tables import Revision


@dataclass
class Spoken:
    """One language: how many answers it has, and which of them want work. Lists hold topic keys."""

    answers: int = 0
    phrasings: int = 0
    missing: list[str] = field(default_factory=list)
    draft: list[str] = field(default_factory=list)
    out_of_date: list[str] = field(default_factory=list)


@dataclass
class Status:
    """The whole library. ``overdue`` names answers, country parts and contacts that should have been checked again."""

    languages: dict[str, Spoken]
    country_parts: int
    contacts: dict[str, int]
    missing_contacts: dict[str, list[str]]
    unconfirmed: int
    overdue: dict[str, str]

    def as_figures(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


def status(revisions: Iterable[Revision], today: date) -> Status:
    """Count what stands in the live revisions."""
    answers: dict[tuple[str, str], Answer] = {}
    directories: dict[str, Directory] = {}
    told: dict[tuple[str, str], Translation] = {}
    found = Status({code: Spoken() for code in languages()}, 0, {}, {}, 0, {})
    for revision in revisions:
        if revision.kind == "directory" and revision.language:
            words = read_translation(revision.slug, revision.language, revision.document)
            told[revision.slug, revision.language] = words
        elif revision.kind == "directory":
            directories[revision.slug] = read_directory(revision.slug, revision.document)
        else:
            written = read_answer(revision.slug, revision.language, revision.document)
            answers[written.slug, written.language] = written
    for topic in topics().values():
        original = answers.get((topic.slug, DEFAULT))
        for code, spoken in found.languages.items():
            answer = answers.get((topic.slug, code))
            spoken.phrasings += len(answer.phrasings) if answer else 0
            if topic.has_answer and original is not None:
                _count_answer(spoken, answer, original)
        if original is not None and original.short is not None:
            _count_dates(found, original, today)
    for country, directory in directories.items():
        _count_directory(found, directory, today)
        for code, spoken in found.languages.items():
            if code != DEFAULT:
                _count_words(spoken, directory, told.get((country, code)))
    return found


def _count_answer(spoken: Spoken, answer: Answer | None, original: Answer) -> None:
    if answer is None or answer.short is None:
        spoken.missing.append(original.slug)
        return
    spoken.answers += 1
    if answer.language == DEFAULT:
        return
    if answer.translation == "draft":
        spoken.draft.append(answer.slug)
    if answer.follows != original.version:
        spoken.out_of_date.append(f"{answer.slug} (English is {original.version})")


def _count_dates(found: Status, original: Answer, today: date) -> None:
    found.country_parts += len(original.parts)
    named = {original.slug: (original.review_by, original.confirmed)}
    for country, part in original.parts.items():
        named[f"{original.slug}, {country}"] = (part.review_by, part.confirmed)
    for name, (due, confirmed) in named.items():
        found.unconfirmed += not confirmed
        if due and overdue(due, today):
            found.overdue[name] = due.isoformat()


def _count_words(spoken: Spoken, directory: Directory, words: Translation | None) -> None:
    name = f"contacts of {directory.country}"
    if not any(contact.words for contact in directory.contacts):
        return
    if words is None:
        spoken.missing.append(name)
        return
    if words.state == "draft":
        spoken.draft.append(name)
    if words.follows != directory.version:
        spoken.out_of_date.append(f"{name} (English is {directory.version})")


def _count_directory(found: Status, directory: Directory, today: date) -> None:
    found.contacts[directory.country] = len(directory.contacts)
    found.missing_contacts[directory.country] = sorted(directory.missing)
    for contact in directory.contacts:
        found.unconfirmed += not contact.confirmed
        if overdue(due := due_again(contact.source.read), today):
            found.overdue[_named(directory.country, contact)] = due.isoformat()


def _named(country: str, contact: Contact) -> str:
    return f"contact {contact.id} ({country})"
