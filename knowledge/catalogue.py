"""The live answer and the live contacts. Every question asks the database which edition is live: an edit shows at once.

An edition lasts until the next revision, so what was read from the database for it is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from knowledge.answer import Answer, read_answer
from knowledge.directory import Directory, read_directory, read_translation
from languages.catalogue import DEFAULT
from storage.database import engine, reading
from storage.tables import Edition, Revision


@dataclass(frozen=True)
class Found:
    """An answer with the language that was asked for, which may not be the one it is written in."""

    answer: Answer
    asked: str

    @property
    def translated(self) -> bool:
        """Whether the answer is in the language asked for."""
        return self.answer.language == self.asked


_EDITION = select(Edition.number)
#: The edition that one piece of work keeps to.
_KEPT: ContextVar[int | None] = ContextVar("edition", default=None)
#: A new edition is mostly documents of the one before.
_read = lru_cache(maxsize=2048)(read_answer)


def edition() -> int:
    """The number that moves with every change to the live library."""
    kept = _KEPT.get()
    if kept is not None:
        return kept
    with engine().connect() as connection:
        return connection.execute(_EDITION).scalar_one()


@contextmanager
def one_edition() -> Iterator[None]:
    """Everything looked up inside is of the edition that is live now: one reply, one question to the database."""
    token = _KEPT.set(edition())
    try:
        yield
    finally:
        _KEPT.reset(token)


def find_answer(slug: str, language: str) -> Found | None:
    """The live answer in a language, else in English, else None."""
    answer = _answer_in(slug, language, edition())
    return Found(answer, language) if answer else None


def titles_of(slugs: Sequence[str], language: str) -> list[str]:
    """Titles of answers in a language, else in English, else their keys in plain words."""
    with one_edition():
        found = [find_answer(slug, language) for slug in slugs]
    return [one.answer.title if one else slug.replace("_", " ") for one, slug in zip(found, slugs, strict=True)]


def find_directory(country: str | None, language: str = DEFAULT) -> Directory | None:
    """The live contacts of a country, told in a language as far as translated; None where nobody gathered any."""
    return _directory(country, language, edition()) if country else None


def countries_with_contacts() -> list[str]:
    """Countries that have a directory, by code."""
    return _countries(edition())


@lru_cache(maxsize=2048)
def _answer_in(slug: str, language: str, live: int) -> Answer | None:
    original = _written(slug, DEFAULT)
    if original is None or language == DEFAULT:
        return original
    translation = _written(slug, language)
    return translation.completed(original) if translation else original


def _written(slug: str, language: str) -> Answer | None:
    document = _published("answer", slug, language)
    answer = _read(slug, language, document) if document else None
    return answer if answer and answer.short else None


@lru_cache(maxsize=512)
def _directory(country: str, language: str, live: int) -> Directory | None:
    document = _published("directory", country, "")
    if document is None:
        return None
    directory = read_directory(country, document)
    translated = _published("directory", country, language) if language != DEFAULT else None
    return directory.told_in(read_translation(country, language, translated)) if translated else directory


@lru_cache(maxsize=2)
def _countries(live: int) -> list[str]:
    with reading() as session:
        query = select(Revision.slug).where(
            Revision.kind == "directory", Revision.language == "", Revision.state == "published"
        )
        return sorted(session.scalars(query))


def _published(kind: str, slug: str, language: str) -> str | None:
    with reading() as session:
        return session.scalar(
            select(Revision.document).where(
                Revision.kind == kind,
                Revision.slug == slug,
                Revision.language == language,
                Revision.state == "published",
            )
        )
