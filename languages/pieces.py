"""Pieces of text as features, and logistic regression over them, without what scikit-learn checks at every message."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix, issparse
from scipy.special import expit, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


def read_pieces(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> csr_matrix:
    """What ``vectorizer.transform`` gives, in a third of its time where texts are few: nothing is checked twice."""
    cut, known, weights = vectorizer.build_analyzer(), vectorizer.vocabulary_, vectorizer.idf_
    values, columns, ends = [], [], [0]
    for text in texts:
        found, counts = np.unique([known[piece] for piece in cut(text) if piece in known], return_counts=True)
        found = found.astype(np.int32)
        weighted = (1 + np.log(counts)) * weights[found]
        values.append(weighted / max(np.linalg.norm(weighted), 1e-9))
        columns.append(found)
        ends.append(ends[-1] + len(found))
    return csr_matrix(
        (np.concatenate(values).astype(np.float32), np.concatenate(columns), ends), shape=(len(texts), len(known))
    )


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
