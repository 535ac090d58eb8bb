"""What the thin component gets: the application's reading of a message as a Rasa intent, entities and knowledge."""

import re
import unicodedata
from functools import cache
from typing import Any

from babel import Locale

from knowledge.countries import countries_in
from knowledge.matcher.store import LiveReader
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
#: Rasa must be at least this sure of an intent of conversation.
SURE = 0.4
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


def understand(text: str, intent: dict[str, Any], slots: dict[str, Any], reader: LiveReader) -> dict[str, Any]:
    """Read a message for Rasa.

    Arguments: ``intent`` is Rasa's own reading ({name, confidence}); ``slots`` what the conversation knows.
    Returns {intent, entities, knowledge}.
    """
    found = reader.understand(text, known(slots.get("language_chosen")))
    entities: list[dict[str, Any]] = []
    if countries := countries_in(text):
        entities.append({"entity": "country", "value": countries[0]})
    if (place := option_in(text)) is not None:
        entities.append({"entity": "option", "value": place})
    if wanted := language_in(text):
        entities.append({"entity": "language", "value": wanted})
    name = _intent(text, found, intent, bool(countries), place is not None, bool(slots.get("offered")))
    return {
        "intent": {"name": name, "confidence": found.ranking[0].confidence if found.ranking else 0.0},
        "entities": [entity | {"start": 0, "end": len(text)} for entity in entities],
        "knowledge": {
            "language": language_to_speak(text, found, slots),
            "decision": found.decision,
            "ranking": [ranked.answer for ranked in found.ranking],
            "danger": found.danger,
            "first_steps": found.first_steps,
        },
    }


def _intent(text: str, found: Understanding, rasa: dict[str, Any], country: bool, number: bool, offered: bool) -> str:
    if found.danger:
        return "danger"
    brief = len(text.split()) <= BRIEF
    named, sure = rasa.get("name") or "", float(rasa.get("confidence") or 0.0) >= SURE
    if number and brief and offered:
        return "choose_option"
    if country and len(text.split()) <= 3:
        return "give_country"
    if brief and named == "switch_language" and sure and language_in(text):
        return "switch_language"
    settled = found.decision == "answer"
    if brief and sure and named in CONVERSATION and not settled:
        needs = {"give_country": country, "switch_language": True, "choose_option": number or offered}
        if needs.get(named, True):
            return named
    if found.decision in ("answer", "choose", "unclear"):
        return found.decision
    return found.answer


def language_to_speak(text: str, found: Understanding, slots: dict[str, Any]) -> str:
    """The language chosen, else the one written in if that is sure enough, else the one before."""
    if chosen := known(slots.get("language_chosen")):
        return chosen
    before = known(slots.get("language"))
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
