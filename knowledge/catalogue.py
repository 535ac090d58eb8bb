"""The live answer and the live contacts, looked up in the database at every question: an edit shows at once."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from knowledge.answer import Answer, read_answer
from knowledge.directory import Directory, read_directory
from languages.catalogue import DEFAULT
from storage.database import reading
from storage.tables import Revision


@dataclass(frozen=True)
class Found:
    """An answer with the language that was asked for, which may not be the one it is written in."""

    answer: Answer
    asked: str

    @property
    def translated(self) -> bool:
        """Whether the answer is in the language asked for."""
        return self.answer.language == self.asked


def find_answer(slug: str, language: str) -> Found | None:
    """The live answer in a language, else in English, else None."""
    for spoken in dict.fromkeys((language, DEFAULT)):
        if (found := _published("answer", slug, spoken)) and (answer := _answer(slug, spoken, *found)).short:
            return Found(answer, language)
    return None


def title_of(slug: str, language: str) -> str:
    """An answer's title in a language, else in English, else its key in plain words."""
    found = find_answer(slug, language)
    return found.answer.title if found else slug.replace("_", " ")


def find_directory(country: str | None) -> Directory | None:
    """The live contacts of a country, None where nobody has gathered any."""
    found = _published("directory", country, "") if country else None
    return _directory(country, *found) if country and found else None


def countries_with_contacts() -> list[str]:
    """Countries that have a directory, by code."""
    with reading() as session:
        query = select(Revision.slug).where(Revision.kind == "directory", Revision.state == "published")
        return sorted(session.scalars(query))


def _published(kind: str, slug: str, language: str) -> tuple[int, str] | None:
    with reading() as session:
        row = session.execute(
            select(Revision.id, Revision.document).where(
                Revision.kind == kind,
                Revision.slug == slug,
                Revision.language == language,
                Revision.state == "published",
            )
        ).first()
    return (row.id, row.document) if row else None


# A revision never changes, so what was read from it may be kept; a new edition of it has a new id.
@lru_cache(maxsize=2048)
def _answer(slug: str, language: str, _revision: int, document: str) -> Answer:
    return read_answer(slug, language, document)


@lru_cache(maxsize=128)
def _directory(country: str, _revision: int, document: str) -> Directory:
    return read_directory(country, document)
