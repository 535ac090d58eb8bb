"""The fitted reader of the live library: vectors kept in the database, the fitted model on disk, both by content."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import joblib
import numpy as np
from sqlalchemy import select
from threadpoolctl import threadpool_limits

from knowledge.answer import read_answer
from knowledge.catalogue import edition
from knowledge.library import live
from knowledge.matcher.clauses import clauses
from knowledge.matcher.encoder import WINDOW, Encoder, SmallE5, encode_many
from knowledge.matcher.learning import Parts, Told, learn, unheard
from knowledge.matcher.matcher import Example
from knowledge.matcher.understand import Reader, Understanding, without_model
from knowledge.matcher.views import both_spellings
from knowledge.topics import topics
from languages.respelling import Respelling
from settings import settings
from storage.database import reading, writing
from storage.tables import PassageVector

#: Raised by one when the fitted form changes, so that an older file is not read.
EDITION = 18
#: Phrasings on which danger is weighed, about: spread evenly over all.
WEIGHED = 8_000


def live_examples() -> list[Example]:
    """Every phrasing of every published answer, and the answer's own title and first words: it is about them too."""
    with reading() as session:
        documents = [(found.slug, found.language, found.document) for found in live(session, "answer")]
    examples = []
    for slug, language, document in documents:
        answer = read_answer(slug, language, document)
        examples += [Example(phrasing.text, slug, language, phrasing.danger) for phrasing in answer.phrasings]
        # An emergency's own words tell of no danger to anybody; they would teach the reader of danger to look away.
        if answer.short is not None and topics()[slug].section != "emergency":
            examples += [Example(words, slug, language) for words in (answer.title, answer.short.words[:WINDOW])]
    return examples


def vectors_of(texts: Sequence[str], encoder: Encoder, told: Told = unheard) -> np.ndarray:
    """Vectors of phrasings, shape (texts, dimensions); only texts never seen before are encoded."""
    digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    known: dict[str, np.ndarray] = {}
    with reading() as session:
        for digest, vector in session.execute(
            select(PassageVector.digest, PassageVector.vector).where(PassageVector.encoder == encoder.name)
        ):
            known[digest] = np.frombuffer(vector, dtype=np.float32)
    wanted = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    new = list(wanted.values())
    for batch, vectors in encode_many(encoder, new, lambda done: told("reading phrasings", done, len(new))):
        found = {
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(): vector
            for text, vector in zip(batch, vectors, strict=True)
        }
        known.update(found)
        with writing() as session:
            for digest, vector in found.items():
                session.merge(PassageVector(encoder=encoder.name, digest=digest, vector=vector.tobytes()))
    return np.stack([known[digest] for digest in digests])


def spelling_of(examples: Sequence[Example]) -> Respelling:
    """How romanised words are respelt, learnt from phrasings in their own script."""
    return Respelling().fit([example.text for example in examples], [example.language for example in examples])


def meanings_of(
    examples: Sequence[Example], spelling: Respelling, encoder: Encoder, told: Told = unheard
) -> np.ndarray:
    """Vectors of phrasings in both spellings, shape (examples, dimensions)."""
    texts = [example.text for example in examples]
    respelt = [spelling.respell(example.text, example.language) or example.text for example in examples]
    return both_spellings(vectors_of(texts, encoder, told), vectors_of(respelt, encoder, told))


def parts_of(examples: Sequence[Example], spelling: Respelling, encoder: Encoder, told: Told = unheard) -> Parts:
    """Clauses of as many phrasings as it takes to weigh danger: reading those of all would take minutes."""
    weighed = range(0, len(examples), max(1, len(examples) // WEIGHED))
    of = [(place, part) for place in weighed for part in clauses(examples[place].text)]
    parts = [replace(examples[place], text=part) for place, part in of]
    vectors = meanings_of(parts, spelling, encoder, told) if parts else np.zeros((0, 0), np.float32)
    texts, places = np.array([part for _, part in of], dtype=object), np.array([place for place, _ in of], dtype=int)
    return Parts(np.array(weighed), texts, places, vectors)


def fingerprint(examples: Sequence[Example], encoder: Encoder) -> str:
    """Changes when any phrasing, the encoder or the fitted form changes."""
    content = repr((EDITION, encoder.name, [(e.text, e.label, e.language, e.danger) for e in examples]))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def load_reader(examples: Sequence[Example], encoder: Encoder, told: Told = unheard) -> Reader:
    """The reader for phrasings: from disk if it has been fitted on them before, else fitted."""
    if not examples:
        raise LookupError("The library is empty. Run `haki library import` first.")
    folder = settings().data_folder / "matcher"
    path = folder / f"{fingerprint(examples, encoder)}.joblib"
    if path.exists():
        return joblib.load(path, mmap_mode="r")
    spelling = spelling_of(examples)
    vectors = meanings_of(examples, spelling, encoder, told)
    learnt = learn(examples, vectors, parts_of(examples, spelling, encoder, told), told)
    reader = Reader(spelling, learnt, examples[0].language)
    _keep(reader, path)
    return joblib.load(path, mmap_mode="r")


def _keep(reader: Reader, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = sorted(path.parent.glob("*.joblib"), key=lambda file: file.stat().st_mtime)
    part = path.with_suffix(".part")
    joblib.dump(reader, part)
    part.replace(path)
    for old in before[:-2]:
        old.unlink(missing_ok=True)


class LiveReader:
    """What a process understands with. Before it is ready, or if it broke, dangers are still seen by pattern."""

    def __init__(self) -> None:
        self._encoder: Encoder | None = None
        self._reader: Reader | None = None
        self._loading = threading.Lock()
        self._edition = 0
        self._learnt: set[int] = set()

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return self._reader is not None

    def load(self, told: Told = unheard) -> None:
        """Load, or fit on the phrasings that are live now."""
        with self._loading:
            self._encoder = self._encoder or SmallE5()
            self._edition, examples = edition(), live_examples()
            self._reader = load_reader(examples, self._encoder, told)
            self._learnt = {hash(example) for example in examples}
            # A message's sums are small: several threads would wait for one another for longer than they compute.
            threadpool_limits(1, user_api="blas")

    def keep_up(self) -> bool:
        """Take in the phrasings published since the last call, if any; says whether it looked.

        They count by meaning at once; the whole learning, which takes minutes, is for the next start.
        """
        now = edition()
        if self._reader is None or self._encoder is None or now == self._edition:
            return False
        new = [example for example in live_examples() if hash(example) not in self._learnt]
        self._reader.take_in(new, self._encoder)
        self._edition = now
        return True

    def understand(self, text: str, language: str | None = None) -> Understanding:
        """Read one message."""
        if self._reader is None or self._encoder is None:
            return without_model(text)
        return self._reader.understand(text, self._encoder, language)


@cache
def live_reader() -> LiveReader:
    """The one of this process."""
    return LiveReader()
