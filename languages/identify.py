"""Which language a message is in: its script first, then character pieces learnt from our own text, then CLD2.

Ready-made detectors fail on short Swahili, on romanised Hindi and on Arabizi; ours has read how workers write.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pycld2
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from languages.catalogue import DEFAULT, languages
from languages.pieces import Pieces, bare

_SCRIPTS = {"ARABIC": "Arab", "CYRILLIC": "Cyrl", "DEVANAGARI": "Deva", "BENGALI": "Beng", "LATIN": "Latn"}
#: How much a sure vote of CLD2 counts, as a factor on the odds of that language.
_VOTE = 3.0


def script_of(text: str) -> str | None:
    """The ISO 15924 script that most letters are in; None if it is one that no language of ours uses."""
    found = Counter(unicodedata.name(character, "?").split(" ")[0] for character in text[:2000] if character.isalpha())
    return _SCRIPTS.get(found.most_common(1)[0][0]) if found else None


def writable_in(script: str | None) -> list[str]:
    """Languages that people write in a script; romanised ones count as Latin too."""
    return [
        code
        for code, language in languages().items()
        if script in (None, language.script) or (script == "Latn" and language.romanised)
    ]


class Identifier:
    """Learns from texts whose language is known."""

    def fit(self, texts: Sequence[str], spoken: Sequence[str]) -> "Identifier":
        """Learn from texts and their language codes."""
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2, dtype=np.float32)
        model = LogisticRegression(C=30, class_weight="balanced", max_iter=500)
        self._model = bare(model.fit(pieces.fit_transform([_bare(text) for text in texts]), list(spoken)))
        self._pieces = Pieces(pieces)
        return self

    def identify(self, text: str, chosen: str | None = None) -> dict[str, float]:
        """How likely each language is, likeliest first; the shares sum to 1. Never empty.

        ``chosen`` is the language the worker asked for: likely, but people mix.
        """
        script = script_of(text)
        candidates = writable_in(script) if script else []
        if not candidates:
            return {DEFAULT: 1.0}
        if len(candidates) == 1:
            return {candidates[0]: 1.0}
        chances = self._model.probabilities(self._pieces.read([_bare(text)]))[0]
        learnt = dict(zip(self._model.classes, chances, strict=True))
        odds = {code: float(learnt.get(code, 0.0)) + 1e-6 for code in candidates}
        if (vote := _cld2(text)) in odds:
            odds[vote] *= _VOTE
        if chosen in odds:
            odds[chosen] *= _VOTE
        return _shares(odds)


def _shares(odds: Mapping[str, float]) -> dict[str, float]:
    total = sum(odds.values())
    return {code: odds[code] / total for code in sorted(odds, key=lambda code: -odds[code])}


def _bare(text: str) -> str:
    """Letters only: digits, signs and links say nothing about a language."""
    words = (word for word in text.lower().split() if "://" not in word and not word.startswith("www."))
    return " ".join("".join(character if _kept(character) else " " for character in word) for word in words)


def _kept(character: str) -> bool:
    """Letters, vowel signs, and the digits that Arabizi writes letters with."""
    return character.isalpha() or unicodedata.category(character).startswith("M") or character in "'’2357"


def _cld2(text: str) -> str | None:
    cleaned = "".join(character for character in text if character.isprintable())
    try:
        reliable, _, found = pycld2.detect(cleaned.encode("utf-8", "ignore"), bestEffort=True)
    except pycld2.error:
        return None
    return found[0][1] if reliable else None
