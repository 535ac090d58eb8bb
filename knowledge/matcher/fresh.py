"""Phrasings published since the last learning: a message that says the same asks for their answer at once."""

from collections.abc import Sequence

import numpy as np

from knowledge.matcher.matcher import Example

#: Of two phrasings with a cosine from 0.70 on, 28 % ask for the same answer; from 0.75 56 %, from 0.80 85 %, from 0.85
#: 96 % (docs/decisions/0003-matcher.md). Below the first a new phrasing says nothing, from the second it decides.
UNLIKE, SAME = 0.70, 0.85
#: From this share on a text tells of the dangers that the phrasing tells of.
ALIKE = 0.5


class Fresh:
    """New phrasings by meaning. Letters and classifiers learn from them at the next start."""

    def __init__(self, examples: Sequence[Example], meanings: np.ndarray) -> None:
        self._examples = examples
        self._meanings = meanings

    def lift(self, scores: np.ndarray, meanings: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """Scores (texts, classes) with the answer of the nearest new phrasing raised, as far as the text is like it."""
        nearest, share = self._nearest(meanings)
        lifted = scores * (1 - share)[:, np.newaxis]
        for row, place in enumerate(nearest):
            lifted[row, np.searchsorted(classes, self._examples[place].label)] += share[row]
        return lifted

    def dangers(self, meanings: np.ndarray) -> list[str]:
        """Kinds of danger that texts tell of as a new phrasing does."""
        nearest, share = self._nearest(meanings)
        alike = [self._examples[place] for place, like in zip(nearest, share, strict=True) if like >= ALIKE]
        return [kind for example in alike for kind in example.danger]

    def _nearest(self, meanings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cosines = meanings @ self._meanings.T
        return cosines.argmax(axis=1), np.clip((cosines.max(axis=1) - UNLIKE) / (SAME - UNLIKE), 0.0, 1.0)
