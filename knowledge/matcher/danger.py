"""Does a message tell of danger now? Read twice: by what was learnt from phrasings, and by patterns.

A person can die of a miss; a false alarm costs one unneeded line. So the threshold is set for recall, and the
patterns answer even when nothing was learnt. Never depends on Rasa.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np
import yaml

from knowledge.matcher.matcher import Example, Look, log_odds
from knowledge.matcher.views import Letters, fit_logistic
from knowledge.topics import FIRST_STEPS
from languages.spelling import roman
from settings import PROJECT

#: Signs of danger: by meaning, by letters, among the phrasings around, the matcher's two of the whole message, and
#: its two of the clause that is most like an emergency.
SIGNS = 7


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """One pattern for each kind of danger, from those of every language in knowledge/danger.yml."""
    entries = yaml.safe_load((PROJECT / "knowledge" / "danger.yml").read_text(encoding="utf-8"))
    return {
        kind: re.compile(rf"(?<!\w)(?:{'|'.join(chain.from_iterable(by_language.values()))})", re.IGNORECASE)
        for kind, by_language in entries.items()
    }


def read_by_pattern(text: str) -> list[str]:
    """Kinds of danger whose patterns stand in the text. Needs no model."""
    plain = " ".join(text.split())
    return [kind for kind in FIRST_STEPS if kind in patterns() and patterns()[kind].search(plain)]


class DangerReader:
    """Learns from all phrasings which ones tell of danger now, and of which kind."""

    def fit(self, examples: Sequence[Example], meanings: np.ndarray) -> "DangerReader":
        """Learn from examples and their centred vectors (examples × dimensions)."""
        told = np.array([bool(example.danger) for example in examples])
        self._kinds: list[str] = []
        self._letters: Letters | None = None
        if not told.any() or told.all():
            return self
        # With their vowels: a killer is no caller.
        self._letters = Letters(words=roman, least=2)
        features = self._letters.learn([example.text for example in examples])
        self._by_meaning = fit_logistic(meanings, told)
        self._by_letters = fit_logistic(features, told)
        dangerous = [example for example, is_told in zip(examples, told, strict=True) if is_told]
        kinds = np.array([example.danger[0] for example in dangerous])
        self._kinds = sorted(set(kinds))
        self._kind = fit_logistic(meanings[told], kinds) if len(self._kinds) > 1 else None
        return self

    def signs(self, texts: Sequence[str], look: Look, emergency_view: np.ndarray, by_clause: np.ndarray) -> np.ndarray:
        """Everything that speaks for danger, for the decider to weigh. Shape (texts, SIGNS).

        ``emergency_view`` (texts × 2) is the matcher's of the whole text, ``by_clause`` the most of it and its clauses.
        """
        if self._letters is None:
            return np.zeros((len(texts), SIGNS))
        by_meaning = self._by_meaning.probabilities(look.meanings)[:, 1]
        by_letters = self._by_letters.probabilities(self._letters.read(texts))[:, 1]
        own = [log_odds(by_meaning), log_odds(by_letters), log_odds(look.endangered)]
        return np.column_stack([*own, emergency_view, by_clause])

    def kinds(self, meaning: np.ndarray) -> list[str]:
        """Kinds of danger, likeliest first, for a message already known to tell of one."""
        if self._letters is None or not self._kinds:
            return []
        if self._kind is None:
            return self._kinds
        shares = self._kind.probabilities(meaning[np.newaxis])[0]
        order = np.argsort(-shares)
        return [str(self._kind.classes[place]) for place in order if shares[place] >= 0.3] or [
            str(self._kind.classes[order[0]])
        ]
