"""One word in many scripts and spellings: people write as they hear, in the letters that their phone offers."""

import re

from anyascii import anyascii

#: Letters of Arabic that Arabizi writes as digits.
_ARABIZI = {"2": "'", "3": "'", "5": "kh", "7": "h", "9": "q"}
#: A digit inside a word, or alone at one end of it: not a number.
_IN_A_WORD = re.compile(r"(?<=[a-z'])[2357](?=[a-z'])|(?<![0-9a-z])[23579](?=[a-z])|(?<=[a-z])[23579](?![0-9a-z])")
_BREATH = re.compile(r"(?<=[kgtdbpsc])h")
_LATER_VOWELS = re.compile(r"(?<=\w)[aeiou]+")
_FIRST_VOWELS = re.compile(r"\b[aeiou]+")
_TWICE = re.compile(r"(.)\1+")


def roman(text: str) -> str:
    """Small Latin letters for any script: राशि, راشي and Raši come out alike or nearly so."""
    latin = anyascii(text).lower().replace("`", "'")
    return _IN_A_WORD.sub(lambda digit: _ARABIZI[digit.group()], latin)


def consonants(text: str) -> str:
    """What stays when a word is spelt in another way: no vowels but a first one, no breath, nothing double."""
    plain = _BREATH.sub("", roman(text)).replace("'", "").replace("w", "v")
    return _TWICE.sub(r"\1", _FIRST_VOWELS.sub("a", _LATER_VOWELS.sub("", plain)))
