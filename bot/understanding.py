"""The application's reading of a message as Rasa's component takes it: intent, entities and knowledge."""

import re
import unicodedata
from functools import cache
from typing import Any

from babel import Locale

from knowledge.countries import countries_in
from knowledge.instruments import instruments_in
from knowledge.matcher.understand import Understanding
from languages.catalogue import DEFAULT, known, languages
from languages.identify import script_of

#: Intents of conversation that Rasa itself reads; they count in short messages only.
CONVERSATION = {
    "affirm", "deny", "choose_option", "give_country", "switch_language", "show_topics", "show_more", "helped",
    "not_helped",
}  # fmt: skip
#: Longest message, in words, that can be a "yes", a "more", a country alone.
BRIEF = 6
#: Longest message, in words, that names a country and asks nothing else.
COUNTRY_ALONE = 3
#: Rasa must be at least this sure of an intent of conversation, and surer where three answers could be offered instead.
SURE, SURER = 0.4, 0.7
#: A language is believed from this share on; below it the one before is kept.
BELIEVED = 0.6
#: What people call a language besides its proper names.
_OTHER_NAMES = {
    "id": ("bahasa",),
    "bn": ("bangla",),
    "tl": ("filipino",),
    "ar": ("arabi", "عربي"),
    "ru": ("по-русски",),
}
_NUMBER = re.compile(r"\W*(\d)\W*")


def reading_for_rasa(text: str, found: Understanding, slots: dict[str, Any]) -> dict[str, Any]:
    """What was understood of a message, for Rasa.

    ``slots`` is what the conversation knows. Returns {intent, entities, knowledge, unless}; ``unless`` names the
    intents of conversation that go first when Rasa itself reads them at least that surely.
    """
    place, countries, wanted = option_in(text), countries_in(text), language_in(text)
    values = {
        "country": countries[0] if countries else None,
        "option": place,
        "language": wanted,
        "instruments": instruments_in(text) or None,
    }
    name, unless = _intent(len(text.split()), found, values, bool(slots.get("offered")))
    return {
        "intent": {"name": name, "confidence": found.ranking[0].confidence if found.ranking else 0.0},
        "unless": dict.fromkeys(unless, SURER if name == "choose" else SURE),
        "entities": [
            {"entity": entity, "value": value, "start": 0, "end": len(text)}
            for entity, value in values.items()
            if value is not None
        ],
        "knowledge": {
            "language": language_to_speak(text, found, slots),
            "decision": found.decision,
            "ranking": [ranked.answer for ranked in found.ranking],
            "danger": found.danger,
            "first_steps": found.first_steps,
        },
    }


def _intent(words: int, found: Understanding, values: dict[str, Any], offered: bool) -> tuple[str, set[str]]:
    """The application's intent, and the intents of conversation that Rasa may read instead."""
    if found.danger:
        return "danger", set()
    if values["instruments"]:
        return "ask_ratification", set()
    brief, number, country = words <= BRIEF, values["option"] is not None, values["country"] is not None
    if number and brief and offered:
        return "choose_option", set()
    if country and words <= COUNTRY_ALONE:
        return "give_country", set()
    name = found.decision if found.decision in ("answer", "choose", "unclear") else found.answer
    unless: set[str] = set()
    if brief and found.decision != "answer":
        lacking = {"give_country": not country, "choose_option": not (number or offered)}
        unless = {intent for intent in CONVERSATION if not lacking.get(intent)}
    elif brief and values["language"]:
        unless = {"switch_language"}
    return name, unless


def language_to_speak(text: str, found: Understanding, slots: dict[str, Any]) -> str:
    """The language chosen, else the one written in if that is sure enough, else the one before.

    A country's name alone says nothing: "Kenya" is the same word in most languages.
    """
    if chosen := known(slots.get("language_chosen")):
        return chosen
    before = known(slots.get("language"))
    if before and len(text.split()) <= COUNTRY_ALONE and countries_in(text):
        return before
    script = script_of(text)
    sure = found.languages.get(found.language, 0.0) >= BELIEVED and script is not None
    return found.language if sure or before is None else before or DEFAULT


def option_in(text: str) -> int | None:
    """A number from 1 to 9 standing alone, in any script's digits."""
    match = _NUMBER.fullmatch("".join(_digit(character) for character in text.strip()))
    return int(match[1]) if match and match[1] != "0" else None


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def language_in(text: str) -> str | None:
    """A language named in the text, by its own name or its name in another of our languages."""
    words = text.lower()
    return next((code for code, pattern in _language_names() if pattern.search(words)), None)


@cache
def _language_names() -> list[tuple[str, re.Pattern[str]]]:
    patterns = []
    for code, language in languages().items():
        translated = {str(Locale.parse(spoken).languages.get(code, "")).lower() for spoken in languages()}
        names = {language.name.lower(), *translated, *_OTHER_NAMES.get(code, ())} - {""}
        patterns.append((code, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})")))
    return patterns
