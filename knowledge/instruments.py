"""Conventions and principles behind the answers, and which countries have ratified them (knowledge/instruments.yml)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from knowledge.answer import AnswerError, Source, read_source, read_yaml
from settings import PROJECT

FILE = "instruments.yml"
#: What a country can have done with an instrument; every country of the directory stands under one of them.
STANDINGS = ("ratified", "denounced", "not_ratified", "not_a_member", "unknown")
#: Ways to say "convention" before a number, in our languages.
_CONVENTION = (
    "c|с|p|ilo|oit|мот|convention|convenio|convención|konvensi|konbensyon|kumbensyon|kombensiyon|mkataba|"
    "конвенци\\w*|اتفاقية|الاتفاقية|कन्वेंशन|कन्वेन्सन|महासन्धि|अभिसमय|কনভেনশন"
)
_NUMBERED = re.compile(
    rf"(?<!\w)(?P<kind>{_CONVENTION})[\s.#-]*(?:ilo|oit|мот)?\s*"
    r"(?:no\.?|n[°ºo]\.?|num\w*|number|№|رقم|na\.?|namba\w*|nambari|नं\.?|नम्बर|संख्या|নং|নম্বর|bilang)?\s*0*(?P<number>\d{2,3})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Instrument:
    """One text. ``standings`` gives for a country (ISO 3166 alpha-2) what it did and when, "" where nobody said when.

    Guidance, which nobody ratifies, has no standings.
    """

    code: str
    title: str
    called: tuple[str, ...]
    sources: tuple[Source, ...]
    standings: Mapping[str, tuple[str, str]]

    def ratified_by(self) -> list[str]:
        """Countries that have ratified it and stayed."""
        return [country for country, (standing, _) in self.standings.items() if standing == "ratified"]


@cache
def instruments() -> dict[str, Instrument]:
    """All instruments by code. Raises AnswerError with a sentence that names what to mend."""
    return read_instruments((PROJECT / "knowledge" / FILE).read_text(encoding="utf-8"))


def read_instruments(document: str) -> dict[str, Instrument]:
    """Read the file's text: for each code a title, sources and, where states ratify it, who stands where."""
    content = read_yaml(document)
    if not isinstance(content, dict):
        raise AnswerError("Write each instrument under its code, such as C189.")
    return {str(code): _instrument(str(code), entry) for code, entry in content.items()}


def _instrument(code: str, entry: object) -> Instrument:
    if not isinstance(entry, dict):
        raise AnswerError(f"The instrument {code} needs a title and a source.")
    if unknown := entry.keys() - {"title", "called", "sources", *STANDINGS}:
        raise AnswerError(f"{code} has {sorted(unknown)[0]!r}, which means nothing here.")
    standings: dict[str, tuple[str, str]] = {}
    for standing in STANDINGS:
        countries = entry.get(standing) or {}
        for country in countries:
            if country in standings:
                raise AnswerError(f"{code} says two things about {country}.")
            when = str(countries[country] or "") if isinstance(countries, dict) else ""
            standings[country] = (standing, when)
    sources = tuple(read_source(code, source) for source in entry.get("sources") or ())
    if not entry.get("title") or not sources:
        raise AnswerError(f"The instrument {code} needs a title and a source.")
    return Instrument(code, str(entry["title"]), tuple(entry.get("called") or ()), sources, standings)


def instruments_in(text: str) -> list[str]:
    """Codes of the instruments that a text names by number or by name, first named first."""
    words, found = " ".join(text.lower().split()), []
    for match in _NUMBERED.finditer(words):
        letter = "P" if match["kind"] == "p" else "C"
        found.append((match.start(), f"{letter}{int(match['number']):03d}"))
    for code, instrument in instruments().items():
        found += [(words.index(name), code) for name in instrument.called if name in words]
    return list(dict.fromkeys(code for _, code in sorted(found) if code in instruments()))
