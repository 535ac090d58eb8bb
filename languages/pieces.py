"""Pieces of text as features, and logistic regression over them, without what scikit-learn checks at every message."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix, issparse
from scipy.special import expit, softmax
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils import murmurhash3_32


class Pieces:
    """A vectorizer that has learnt, bare: it checks nothing twice, and knows pieces by numbers.

    Half a million pieces as words of Python take 80 MB, as hashes 4. Two pieces of a hundred thousand may share a hash;
    the second then counts as the first.
    """

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        known = vectorizer.vocabulary_
        hashes = np.fromiter(map(_hash, known), np.uint32, len(known))
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._columns = np.fromiter(known.values(), np.int32, len(known))[order]
        self._weights = vectorizer.idf_.astype(np.float32)
        self._cuts: TfidfVectorizer = clone(vectorizer)

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """What ``vectorizer.transform`` gives, in a third of its time where texts are few."""
        cut = self._cuts.build_analyzer()
        values, columns, ends = [], [], [0]
        for text in texts:
            found, counts = np.unique(self._known(cut(text)), return_counts=True)
            weighted = (1 + np.log(counts)) * self._weights[found]
            values.append(weighted / max(np.linalg.norm(weighted), 1e-9))
            columns.append(found)
            ends.append(ends[-1] + len(found))
        return csr_matrix(
            (np.concatenate(values).astype(np.float32), np.concatenate(columns), ends),
            shape=(len(texts), len(self._hashes)),
        )

    def _known(self, pieces: Sequence[str]) -> np.ndarray:
        """Columns of those pieces that are known."""
        hashes = np.fromiter(map(_hash, pieces), np.uint32, len(pieces))
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self._hashes)] = 0
        return self._columns[places[self._hashes[places] == hashes]]


def _hash(piece: str) -> int:
    return murmurhash3_32(piece, positive=True)


@dataclass(frozen=True)
class Logistic:
    """A fitted logistic regression, bare: for one message scikit-learn checks for longer than it computes.

    ``weights`` has shape (features, outputs), with one output for two classes; in 16 bits where the features are
    pieces, of which a library has half a million and a message some hundred.
    """

    classes: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray

    def probabilities(self, features: "np.ndarray | csr_matrix") -> np.ndarray:
        """Shape (texts, classes), rows sum to 1."""
        odds = _gathered(features, self.weights) if issparse(features) else features @ self.weights
        odds = odds + self.offsets
        if len(self.classes) == 2:
            chance = expit(odds[:, 0])
            return np.column_stack([1 - chance, chance])
        return softmax(odds, axis=1)


def _gathered(features: csr_matrix, weights: np.ndarray) -> np.ndarray:
    """The product, from the rows of the pieces that each text has and no other."""
    odds = np.zeros((features.shape[0], weights.shape[1]), np.float32)
    for row, (start, end) in enumerate(pairwise(features.indptr)):
        odds[row] = features.data[start:end] @ weights[features.indices[start:end]].astype(np.float32)
    return odds


def bare(model: LogisticRegression, weights: np.ndarray | None = None, kind: type = np.float32) -> Logistic:
    """A fitted model without the rest of it; ``weights`` (features, outputs) replace its own where they were turned."""
    own = model.coef_.T if weights is None else weights
    return Logistic(model.classes_, np.ascontiguousarray(own, dtype=kind), model.intercept_.astype(np.float32))
