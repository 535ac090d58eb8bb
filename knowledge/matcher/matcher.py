"""Ranks answers for a message: the geometric mean of two classifiers, times nearness to known phrasings.

The recipe and its measurements stand in docs/decisions/0003-matcher.md. It is the same code for our library and
for any labelled set (`haki benchmark`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matcher.views import Classifier, Letters, Neighbours, centred

#: A language that identification finds less likely than this is not read in.
UNLIKELY = 0.15
#: How much letters weigh beside meaning; docs/decisions/0003-matcher.md says how it was chosen.
LETTERS = 0.5
_SMALL = 1e-6


@dataclass(frozen=True)
class Example:
    """One phrasing: what is said, the answer it asks for, its language and the dangers it tells of."""

    text: str
    label: str
    language: str
    danger: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """Texts by meaning: centred vectors, probability of each class, nearness to each class, and the share of danger
    among the phrasings around them; one row a text."""

    meanings: np.ndarray
    by_meaning: np.ndarray
    nearness: np.ndarray
    endangered: np.ndarray


class Matcher:
    """Fitted on examples and their vectors; afterwards only read."""

    def fit(self, examples: Sequence[Example], vectors: np.ndarray) -> "Matcher":
        """Learn from examples and their encoder vectors of shape (examples, dimensions)."""
        labels = np.array([example.label for example in examples])
        spoken = np.array([example.language for example in examples])
        self.classes = np.unique(labels)
        self._means: dict[str, np.ndarray] = {
            str(language): vectors[spoken == language].mean(axis=0) for language in np.unique(spoken)
        }
        self._mean: np.ndarray = np.mean(list(self._means.values()), axis=0)
        about = np.stack([self._means[language] for language in spoken])
        meanings = centred(vectors, about)
        self._meaning = Classifier().fit(meanings, labels)
        dangerous = np.array([bool(example.danger) for example in examples])
        self._neighbours = Neighbours(meanings, labels, self.classes, dangerous)
        self._letters: dict[str, tuple[Letters, Classifier]] = {}
        for language in self._means:
            mine = spoken == language
            letters = Letters()
            features = letters.learn([example.text for example, own in zip(examples, mine, strict=True) if own])
            if len(np.unique(labels[mine])) > 1:
                self._letters[language] = (letters, Classifier().fit(features, labels[mine]))
        return self

    def look(self, vectors: np.ndarray, languages: Mapping[str, float]) -> "Look":
        """What texts mean, from their vectors (texts × dimensions) and how likely each language is."""
        meanings = self.centre(vectors, languages)
        return Look(meanings, self._meaning.probabilities(meanings), *self._neighbours.look(meanings))

    def centre(self, vectors: np.ndarray, languages: Mapping[str, float]) -> np.ndarray:
        """Vectors about the mean of the language they are most likely in."""
        likeliest = max(languages, key=lambda language: languages[language], default="")
        return centred(vectors, self._means.get(likeliest, self._mean))

    def scores(self, texts: Sequence[str], look: "Look", languages: Mapping[str, float]) -> np.ndarray:
        """Score every class for texts of one language or mixture.

        Returns shape (texts, classes), each 0 to 1, in the order of ``classes``; rows need not sum to 1, so that a
        message unlike everything known scores low everywhere.
        """
        nearness = look.nearness
        by_letters = self._by_letters(texts, languages)
        if by_letters is None:
            return look.by_meaning * nearness
        return look.by_meaning ** (1 - LETTERS) * by_letters**LETTERS * nearness

    def emergency_view(self, scores: np.ndarray, emergencies: Sequence[str]) -> np.ndarray:
        """How much a message looks like an emergency to this matcher, for the reader of danger.

        Takes scores of shape (texts, classes). Returns (texts, 2): log odds of the emergencies' share, and the lead of
        the best of them over the best other answer, as a log ratio.
        """
        urgent = np.isin(self.classes, list(emergencies))
        if not urgent.any() or urgent.all():
            return np.zeros((len(scores), 2))
        shares = scores / np.maximum(scores.sum(axis=1, keepdims=True), _SMALL)
        best, other = shares[:, urgent].max(axis=1), shares[:, ~urgent].max(axis=1)
        return np.column_stack([log_odds(shares[:, urgent].sum(axis=1)), np.log((best + _SMALL) / (other + _SMALL))])

    def _by_letters(self, texts: Sequence[str], languages: Mapping[str, float]) -> np.ndarray | None:
        readable = {language: share for language, share in languages.items() if language in self._letters}
        likely = {language: share for language, share in readable.items() if share >= UNLIKELY}
        if not likely:
            return None
        total = np.zeros((len(texts), len(self.classes)))
        for language, share in likely.items():
            letters, classifier = self._letters[language]
            found = classifier.probabilities(letters.read(texts))
            total[:, np.searchsorted(self.classes, classifier.classes)] += share * found
        return total / sum(likely.values())


def log_odds(chance: np.ndarray) -> np.ndarray:
    """Log odds of a chance, kept finite."""
    kept = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.log(kept / (1 - kept))
