"""Cuts a long text into messages. Joined again they are the text, letter for letter.

A cut falls between paragraphs, else lines, else sentences, else words, and never inside a link or inside what a reader
takes for one character.
"""

from itertools import pairwise

import regex

from channels.limits import TELEGRAM_TEXT

#: Ends of paragraphs, lines, sentences and words, from the best place for a cut to the worst.
_ENDS = tuple(
    regex.compile(pattern) for pattern in (r"\n{2,}", r"\n", r"(?<=[.!?…؟।۔。！？])[\p{Pe}\p{Pf}\"']*\s+", r"\s+")
)
_LINK = regex.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]*+@\S+")
_CHARACTER = regex.compile(r"\X")


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = TELEGRAM_TEXT) -> list[str]:
    """The text in parts of at most ``limit`` UTF-16 units; at least one part."""
    parts = []
    while units(text) > limit:
        place = _cut(text, limit)
        parts.append(text[:place])
        text = text[place:]
    return [*parts, text]


def _cut(text: str, limit: int) -> int:
    """Where to cut: the longest beginning within the limit that ends at the best kind of end."""
    longest = _within(text, limit)
    window = text[: longest + 1]
    for end in _ENDS:
        places = [match.end() for match in end.finditer(window) if match.end() <= longest]
        # An end in the first third would leave a stump; a worse kind of end further on reads better.
        if places and places[-1] * 3 >= longest:
            return places[-1]
    # One word is longer than most of a message: a link in it stays whole if that is possible.
    start = max(text.rfind(space, 0, longest) for space in (" ", "\n", "\t")) + 1
    for match in _LINK.finditer(text[start : longest + limit]):
        if 0 < start + match.start() < longest < start + match.end():
            return start + match.start()
    boundaries = [0, *(match.end() for match in _CHARACTER.finditer(text[: longest + 64]))]
    inside = [place for place in boundaries if 0 < place <= longest]
    return inside[-1] if inside else longest


def _within(text: str, limit: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    if len(text) <= limit and units(text) <= limit:
        return len(text)
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units(text[:middle]) <= limit else (low, middle - 1)
    return low


def cuts(parts: list[str]) -> list[tuple[int, int]]:
    """Where each part begins and ends in the whole, in UTF-16 units."""
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + units(part))
    return list(pairwise(ends))
