"""Countries in words: their names in every language (Unicode CLDR) and the names workers use, such as a city."""

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale

from languages.catalogue import DEFAULT, languages

#: Places and short names that stand for a country in workers' messages.
_ALIASES = {
    "AE": "uae emirates dubai abu_dhabi sharjah ajman الامارات دبي ابوظبي दुबई युएई दुबै দুবাই дубай imarati",
    "SA": "ksa saudi saudia saudi_arab riyadh jeddah dammam makkah السعوديه الرياض جده सऊदी साउदी সৌদি саудовская",
    "QA": "doha الدوحه दोहा দোহা доха katar", "KW": "koweit", "BH": "manama", "OM": "muscat masqat",
    "LB": "beirut liban lubnan libnan بيروت लेबनान বৈরুত бейрут", "JO": "amman", "MY": "malaysia kuala_lumpur kl",
    "SG": "singapur singapura", "HK": "hong_kong hk hongkong", "TW": "taipei", "KR": "korea south_korea seoul",
    "GB": "uk england britain london scotland wales great_britain", "US": "usa america united_states",
    "KE": "nairobi mombasa", "NG": "lagos abuja", "NP": "kathmandu काठमाडौं", "PH": "manila pinas pilipinas",
    "ID": "jakarta", "BD": "dhaka", "IN": "delhi mumbai", "LK": "colombo", "PK": "karachi lahore",
    "RU": "moscow москва москве россии", "KZ": "almaty astana", "AR": "buenos_aires", "BE": "brussels bruxelles",
    "ET": "addis_ababa addis", "UG": "kampala", "GH": "accra", "JP": "tokyo", "IL": "tel_aviv", "IT": "italia italy",
}  # fmt: skip
#: Words before a country that make it the one a person comes from, not the one they are in.
_FROM = "from de du des dari mula galing taga из من kutoka desde"
_AFTER_FROM = "se bata बाट देखि से থেকে theke"


@cache
def _names() -> dict[str, str]:
    """Every known name, folded, to its country code."""
    names: dict[str, str] = {}
    for language in languages():
        for code, name in Locale.parse(language).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and (len(name) > 3 or not name.isascii())
                and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}
            ):
                names.setdefault(_fold(name), code)
    for code, words in _ALIASES.items():
        names.update({_fold(word.replace("_", " ")): code for word in words.split()})
    return names


def _fold(text: str) -> str:
    """Lower case, no accents on Latin letters, Arabic without the article, single spaces."""
    text = unicodedata.normalize("NFKC", text).lower().replace("ة", "ه").replace("أ", "ا").replace("إ", "ا")
    stripped = "".join(c for c in unicodedata.normalize("NFD", text) if not ("\u0300" <= c <= "\u036f"))
    words = re.sub(r"[^\w\u0900-\u097f\u0980-\u09ff]+", " ", unicodedata.normalize("NFC", stripped)).split()
    return " ".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words)


@cache
def _longest() -> int:
    return max(len(name.split()) for name in _names())


@lru_cache(maxsize=1024)
def country_name(code: str, language: str = DEFAULT) -> str:
    """The country's name in a language; the code itself where CLDR has none."""
    return Locale.parse(language).territories.get(code) or code


def countries_in(text: str) -> list[str]:
    """Countries that a text names as where somebody is, first named first; those after "from" are left out."""
    words = _fold(text).split()
    origins, found, place = set(_FROM.split()), [], 0
    names = _names()
    while place < len(words):
        for length in range(min(_longest(), len(words) - place), 0, -1):
            code = names.get(" ".join(words[place : place + length]))
            if code is None and length == 1:
                code = names.get(_without_ending(words[place]))
            if code:
                before = words[place - 1] if place else ""
                after = words[place + length] if place + length < len(words) else ""
                if before not in origins and after not in _AFTER_FROM.split():
                    found.append(code)
                place += length - 1
                break
        place += 1
    return list(dict.fromkeys(found))


def _without_ending(word: str) -> str:
    """A name with the endings that Nepali, Hindi, Bengali, Swahili and Indonesian hang on it taken off."""
    for ending in ("मा", "में", "का", "को", "তে", "এ", "ে", "য়"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word
