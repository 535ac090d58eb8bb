"""Two ways of reading a message (its letters, its meaning) and how near it lies to known phrasings."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack, issparse
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from languages.pieces import Logistic, Pieces, bare
from languages.spelling import consonants, roman

#: Inverse strength of regularisation, chosen by cross-validation on our phrasings; flat between 5 and 30.
STRENGTH = 10.0
#: The gradient is a mean over all examples, so it is small from the start: with 1e-3 some fits stop at once.
TOLERANCE = 1e-4
#: With more answers than this, class means replace logistic regression: they cost one pass instead of hours.
MANY_ANSWERS = 400
#: Up to this many examples, turning them into as many coordinates costs less than it saves.
MANY_EXAMPLES = 4_000
#: Phrasings around a message among which danger is counted, and how much more a nearer one counts.
AROUND, NEARER = 15, 8.0
#: How sharply similarity to a class mean becomes a probability, where means replace logistic regression.
SHARPNESS = 12.0


class Letters:
    """Words (1–2) and character pieces (2–5) in Latin letters, with TF-IDF: sees spelling, names and local words."""

    def __init__(self, words: Callable[[str], str] = consonants, least: int = 1) -> None:
        """``words`` turns a text into what counts as the same words; ``least`` texts must have a piece to know it."""
        given = {"sublinear_tf": True, "min_df": least, "dtype": np.float32}
        self._views = (
            TfidfVectorizer(preprocessor=words, ngram_range=(1, 2), **given),
            TfidfVectorizer(preprocessor=roman, analyzer="char_wb", ngram_range=(2, 5), **given),
        )

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Learn which words and pieces there are; returns the texts' own features."""
        features = hstack([view.fit_transform(texts) for view in self._views]).tocsr()
        self._known = [Pieces(view) for view in self._views]
        del self._views
        return features

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """Features of new texts, one row each."""
        return hstack([known.read(texts) for known in self._known]).tocsr()


class Classifier:
    """Probability of each answer from features of one view; balanced, so a topic with few phrasings counts alike."""

    def fit(self, features: "np.ndarray | csr_matrix", labels: np.ndarray) -> "Classifier":
        """Learn from features (examples × dimensions) and their labels."""
        self.classes = np.unique(labels)
        if len(self.classes) > MANY_ANSWERS:
            members = csr_matrix(
                (
                    np.ones(len(labels), np.float32),
                    (np.searchsorted(self.classes, labels), np.arange(len(labels))),
                ),
                shape=(len(self.classes), len(labels)),
            )
            means = normalize(normalize(members, "l1") @ features).T
            # By rows of pieces: a message then touches only the pieces that it has.
            self._means = means.tocsr() if issparse(means) else np.ascontiguousarray(means)
            self._model = None
        else:
            self._model = fit_logistic(features, labels)
        return self

    def probabilities(self, features: "np.ndarray | csr_matrix") -> np.ndarray:
        """Shape (texts, classes), rows sum to 1."""
        if self._model is not None:
            return self._model.probabilities(features)
        similarity = features @ self._means
        return softmax(SHARPNESS * (similarity.toarray() if issparse(similarity) else similarity), axis=1)


def fit_logistic(features: "np.ndarray | csr_matrix", labels: np.ndarray) -> Logistic:
    """Balanced logistic regression, fitted where it is cheap.

    With more dimensions than examples the best weights lie in the span of the examples. So the examples are turned
    into as many coordinates as there are examples, the same model is fitted there, and its weights are turned back:
    the same result, ten times sooner.
    """
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500, tol=TOLERANCE)
    kind = np.float16 if issparse(features) else np.float32
    examples, dimensions = features.shape
    if dimensions <= 2 * examples or len(np.unique(labels)) == 2 or examples > MANY_EXAMPLES:
        return bare(model.fit(features, labels), kind=kind)
    products = (features @ features.T).toarray().astype(np.float64)
    strengths, directions = np.linalg.eigh(products)
    kept = strengths > 1e-6 * strengths[-1]
    scale = np.sqrt(strengths[kept])
    model.fit(directions[:, kept] * scale, labels)
    return bare(model, features.T @ (directions[:, kept] / scale @ model.coef_.T), kind)


class Neighbours:
    """How near a message lies to the two nearest phrasings of each answer, and how many near it tell of danger."""

    def __init__(self, vectors: np.ndarray, labels: np.ndarray, classes: np.ndarray, dangerous: np.ndarray) -> None:
        order = np.argsort(np.searchsorted(classes, labels), kind="stable")
        self._vectors = np.ascontiguousarray(vectors[order], dtype=np.float32)
        ranks = np.searchsorted(classes, labels)[order]
        self._starts = np.searchsorted(ranks, np.arange(len(classes)))
        self._single = np.diff([*self._starts, len(labels)]) == 1
        self._segment = ranks
        self._dangerous = dangerous[order]

    def look(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean cosine to the two nearest examples of every class, not below 0: shape (texts, classes).

        And the share of danger among the nearest of all, nearer ones counting more: shape (texts,).
        """
        cosines = vectors @ self._vectors.T
        near = np.argpartition(-cosines, min(AROUND, cosines.shape[1] - 1), axis=1)[:, :AROUND]
        weights = np.exp(NEARER * np.take_along_axis(cosines, near, axis=1))
        endangered = (weights * self._dangerous[near]).sum(axis=1) / weights.sum(axis=1)
        first = np.maximum.reduceat(cosines, self._starts, axis=1)
        # The nearest of each class is taken out once, so that the next maximum is the second nearest.
        masked = np.where(cosines == first[:, self._segment], -1.0, cosines)
        second = np.maximum.reduceat(masked, self._starts, axis=1)
        second = np.where(self._single | (second <= -1.0), first, second)
        return np.clip((first + second) / 2, 0.0, 1.0), endangered


def both_spellings(written: np.ndarray, respelt: np.ndarray) -> np.ndarray:
    """Vectors of texts as they were written and as they were respelt in their own script, each pair made one."""
    total = written + respelt
    return total / np.linalg.norm(total, axis=1, keepdims=True)


def centred(vectors: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Vectors about their language's mean, of length 1 again: raw cosines are squeezed into 0.77–0.95."""
    moved = vectors - mean
    return (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)).astype(np.float32)
