"""The shipped edition (files) and the live edition (database): import at start, export exactly.

Import never overwrites what staff changed: a document whose published revision did not ship is theirs.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from knowledge.topics import topics
from settings import PROJECT
from storage.tables import Edition, Revision

FILES = PROJECT / "knowledge"


@dataclass(frozen=True)
class Document:
    """A file of the library. ``kind`` is answer or directory; ``path`` is relative to the knowledge folder."""

    kind: str
    slug: str
    language: str
    text: str

    @property
    def path(self) -> Path:
        """Where its file stands."""
        if self.kind == "directory":
            name = f"{self.slug}.{self.language}" if self.language else self.slug
            return Path("directory", f"{name}.yml")
        return Path("library", topics()[self.slug].section, self.slug, f"{self.language}.md")

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def shipped(folder: Path = FILES) -> Iterator[Document]:
    """Every document in the files, in a fixed order. Strange files are the validator's business."""
    for path in sorted((folder / "library").glob("*/*/*.md")):
        if path.parent.name in topics():
            yield Document("answer", path.parent.name, path.stem, _read(path))
    for path in sorted((folder / "directory").glob("*.yml"), key=lambda path: path.stem.split(".")):
        country, _, language = path.stem.partition(".")
        yield Document("directory", country, language, _read(path))


def _read(path: Path) -> str:
    """The text as it stands, line ends included: export must give it back byte for byte."""
    return path.read_bytes().decode("utf-8")


def live(session: Session, kind: str | None = None) -> Iterator[Revision]:
    """All published revisions, or those of one kind."""
    query = select(Revision).where(Revision.state == "published")
    if kind:
        query = query.where(Revision.kind == kind)
    yield from session.scalars(query.order_by(Revision.kind, Revision.slug, Revision.language))


def publish(session: Session, document: Document, shipped_digest: str | None = None) -> Revision:
    """Make a document the live one; the one before is retired. The caller's transaction holds both.

    The edition moves first: on a server that also makes publishers wait for each other.
    """
    session.execute(update(Edition).values(number=Edition.number + 1))
    key = (Revision.kind == document.kind, Revision.slug == document.slug, Revision.language == document.language)
    before = session.scalar(select(Revision).where(*key, Revision.state == "published"))
    if before is not None:
        before.state = "retired"
        session.flush()
    number = session.scalar(select(func.coalesce(func.max(Revision.number), 0)).where(*key)) or 0
    revision = Revision(
        kind=document.kind,
        slug=document.slug,
        language=document.language,
        number=number + 1,
        state="published",
        document=document.text,
        shipped_digest=shipped_digest,
    )
    session.add(revision)
    session.flush()
    return revision


@dataclass(frozen=True)
class Imported:
    """What an import did: documents taken in, left as they were, and kept because staff changed them."""

    new: int = 0
    unchanged: int = 0
    kept: tuple[str, ...] = ()


def import_shipped(session: Session, folder: Path = FILES) -> Imported:
    """Take in every shipped document that is new or newer. Calling it twice changes nothing."""
    published = {(found.kind, found.slug, found.language): found for found in live(session)}
    new, unchanged, kept = 0, 0, []
    for document in shipped(folder):
        current = published.get((document.kind, document.slug, document.language))
        if current is not None and current.document == document.text:
            unchanged += 1
        elif current is not None and current.shipped_digest is None:
            kept.append(str(document.path))
        else:
            publish(session, document, shipped_digest=document.digest)
            new += 1
    return Imported(new, unchanged, tuple(kept))


def export(session: Session, folder: Path) -> int:
    """Write every live document below a folder, each file whole or not at all. Returns how many."""
    count = 0
    for revision in live(session):
        document = Document(revision.kind, revision.slug, revision.language, revision.document)
        target = folder / document.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(document.text.encode("utf-8"))
        Path(file.name).replace(target)
        target.chmod(0o644)
        count += 1
    return count
