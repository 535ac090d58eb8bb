"""A message cut at its punctuation. A danger told by the way fills one part of it, and little of the whole."""

import re

#: Parts that a message is read in at most; each costs as much as reading the message once.
MOST = 8
#: Words of a part at least, so that "please," does not stand alone.
LEAST = 3
_MARK = re.compile(r"(?<=[.!?,;:…،؛؟।\n])\s+|\s+[-–—]\s+")


def clauses(text: str, most: int = MOST) -> list[str]:
    """Parts of a text between its marks, about ``most`` of much the same length; none where it has only one part."""
    least = max(LEAST, len(text.split()) // most)
    parts: list[str] = []
    for part in filter(str.strip, _MARK.split(text)):
        if parts and len(parts[-1].split()) < least:
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    if len(parts) > 1 and len(parts[-1].split()) < least:
        last = parts.pop()
        parts[-1] += f" {last}"
    return parts if len(parts) > 1 else []
