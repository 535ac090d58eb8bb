"""Romanised messages in their language's own script, word by word, as our phrasings write those words.

The encoder has read Arabic, Hindi, Nepali, Bengali and Russian in their own scripts; "el rateb met2akher" says little
to it, "الراتب متأخر" says what it means. docs/decisions/0003 has what this is worth.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import regex
from rapidfuzz.fuzz import ratio

from languages.catalogue import languages
from languages.identify import script_of
from languages.spelling import consonants, roman

#: Two spellings less alike than this, of 100, are not the same word; of several that are, a frequent one is likelier:
#: each time as frequent counts as much as this many points.
ALIKE, FREQUENT = 60.0, 6.0
#: A word with its vowel signs, which Python's own expressions do not take for letters.
_NATIVE = regex.compile(r"[^\W\d_a-zA-Z]\w*")
_WEAK = re.compile("[ahvy]")
_PIECES = re.compile(r"([A-Za-z0-9'’]+)")
#: What people write for a letter that is commonly written in another way.
_ALIKE = {
    "ar": (("2", "q"), ("g", "j"), ("g", "q"), ("ch", "sh"), ("9", "s"), ("v", "f"), ("p", "b")),
    "ne": (("v", "bh"), ("x", "chh"), ("z", "j")),
    "hi": (("z", "j"), ("x", "ks")),
    "bn": (("v", "bh"), ("z", "j")),
    "ru": (("j", "y"), ("j", "zh"), ("x", "kh"), ("h", "kh"), ("c", "ts"), ("sch", "shch"), ("4", "ch"), ("w", "sh")),
}
_ARABIC_ARTICLE = re.compile(r"(?:[eai]?l)", re.IGNORECASE)
_ARABIC_JOINED = re.compile(r"(?P<before>[wbfl])(?:[eai]?l)(?P<word>\w{3,})", re.IGNORECASE)
_WITH_ARTICLE = re.compile(r"ال\w{3,}")
_ARABIC_BEFORE = {"w": "و", "b": "ب", "f": "ف", "l": "ل"}


class Respelling:
    """Learns from texts in their own script how each language writes the words that people romanise."""

    def fit(self, texts: Sequence[str], spoken: Sequence[str]) -> "Respelling":
        """Learn from texts and their language codes."""
        romanised = [code for code, language in languages().items() if language.romanised]
        self._words = {
            code: _Words(code, [text for text, own in zip(texts, spoken, strict=True) if own == code])
            for code in romanised
            if code in spoken
        }
        return self

    def respell(self, text: str, language: str) -> str | None:
        """A romanised text in its own script; None for a text that is not, or of which no word is known."""
        words = self._words.get(language)
        if words is None or script_of(text) != "Latn":
            return None
        respelt = words.respell(text)
        return None if respelt == text else respelt


class _Words:
    """The words of one language by their consonants."""

    def __init__(self, language: str, texts: Sequence[str]) -> None:
        self._arabic, self._alike = language == "ar", _ALIKE.get(language, ())
        counted = Counter(word for text in texts for word in _NATIVE.findall(text))
        if self._arabic:  # Each word with its article is one without it too.
            counted.update({word[2:]: number for word, number in counted.items() if _WITH_ARTICLE.match(word)})
        self._known: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
        for word, number in counted.items():
            latin = roman(word)
            self._known[_key(latin)].append((word, latin, FREQUENT * math.log1p(number)))

    def respell(self, text: str) -> str:
        """The text with every word that is known in its own script."""
        pieces = _PIECES.split(text)
        for place in range(1, len(pieces), 2):
            if self._arabic and _ARABIC_ARTICLE.fullmatch(pieces[place]):
                pieces[place] = "ال"  # Arabic writes it with its word.
                if pieces[place + 1].strip() in ("", "-"):
                    pieces[place + 1] = ""
            elif not pieces[place].isdigit():
                pieces[place] = self._word(pieces[place]) or pieces[place]
        return "".join(pieces)

    def _word(self, written: str) -> str | None:
        found = self._nearest(written)
        if found is None and self._arabic and (joined := _ARABIC_JOINED.fullmatch(written)):
            word = self._nearest(joined["word"])
            return word and f"{_ARABIC_BEFORE[joined['before'].lower()]}ال{word}"
        return found

    def _nearest(self, written: str) -> str | None:
        best, most = None, 0.0
        for latin in self._readings(written):
            for word, known, frequent in self._known.get(_key(latin), ()):
                alike = ratio(latin, known)
                if alike >= ALIKE and alike + frequent > most:
                    best, most = word, alike + frequent
        return best

    def _readings(self, written: str) -> Iterator[str]:
        yield roman(written)
        yield from (roman(written.lower().replace(one, other)) for one, other in self._alike if one in written.lower())


def _key(latin: str) -> str:
    """The consonants that are written in every script: vowels and half vowels may be a letter or none."""
    plain = consonants(latin)
    return _WEAK.sub("", plain) or plain
