"""Ranks answers for a message: the geometric mean of two classifiers times nearness to known phrasings.

The recipe and its measurements stand in docs/decisions/0003-matcher.md. It is the same code for our library and
for any labelled set (`haki benchmark`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matcher.views import Classifier, Letters, Neighbours, centred

#: A language that identification finds less likely than this is not read in.
UNLIKELY = 0.15


@dataclass(frozen=True)
class Example:
    """One phrasing: what is said, the answer it asks for, its language and the dangers it tells of."""

    text: str
    label: str
    language: str
    danger: tuple[str, ...] = ()


class Matcher:
    """Fitted on examples and their vectors; afterwards only read."""

    def fit(self, examples: Sequence[Example], vectors: np.ndarray) -> "Matcher":
        """Learn from examples and their encoder vectors of shape (examples, dimensions)."""
        labels = np.array([example.label for example in examples])
        spoken = np.array([example.language for example in examples])
        self.classes = np.unique(labels)
        self._means = {language: vectors[spoken == language].mean(axis=0) for language in np.unique(spoken)}
        self._mean = np.mean(list(self._means.values()), axis=0)
        about = np.stack([self._means[language] for language in spoken])
        meanings = centred(vectors, about)
        self._meaning = Classifier().fit(meanings, labels)
        self._neighbours = Neighbours(meanings, labels, self.classes)
        self._letters: dict[str, tuple[Letters, Classifier]] = {}
        for language in self._means:
            mine = spoken == language
            letters = Letters()
            features = letters.learn([example.text for example, own in zip(examples, mine, strict=True) if own])
            if len(np.unique(labels[mine])) > 1:
                self._letters[language] = (letters, Classifier().fit(features, labels[mine]))
        return self

    def centre(self, vectors: np.ndarray, languages: Mapping[str, float]) -> np.ndarray:
        """Centre a message's vectors about the mean of the language it is most likely in."""
        likeliest = max(languages, key=lambda language: languages[language], default="")
        return centred(vectors, self._means.get(likeliest, self._mean))

    def scores(self, texts: Sequence[str], meanings: np.ndarray, languages: Mapping[str, float]) -> np.ndarray:
        """Score every class for texts of one language or mixture.

        Arguments: ``meanings`` are their centred vectors (texts × dimensions), ``languages`` how likely each is.
        Returns shape (texts, classes), each 0 to 1, in the order of ``classes``; rows need not sum to 1, so that a
        message unlike everything known scores low everywhere.
        """
        by_meaning = self._meaning.probabilities(meanings)
        by_letters = self._by_letters(texts, languages)
        if by_letters is None:
            by_letters = by_meaning
        return np.sqrt(by_meaning * by_letters) * self._neighbours.nearness(meanings)

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
