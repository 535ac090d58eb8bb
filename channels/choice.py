"""Buttons. A press is a choice from a closed list; what is typed can never become one.

Rasa reads a leading slash as a command. So a choice is turned into one here, after its value was checked, and
typed words lose their leading slashes.
"""

import json
import re

from knowledge.topics import topics
from languages.catalogue import known

_COUNTRY = re.compile(r"[A-Z]{2}")
_PLAIN = {"more": "show_more", "original": "show_original", "helped": "helped", "not_helped": "not_helped",
          "person": "talk_to_human", "topics": "show_topics", "none": "unclear",
          "languages": "switch_language", "countries": "show_countries", "about": "about_bot"}  # fmt: skip


class UnknownChoice(ValueError):
    """No button of ours says that."""


def command(choice: str) -> str:
    """What Rasa is told for a choice such as ``answer:unpaid_wages``. Raises UnknownChoice."""
    name, _, value = choice.partition(":")
    if name in _PLAIN and not value:
        return f"/{_PLAIN[name]}"
    if name in ("more", "original", "helped", "not_helped") and value in topics():
        return f"/{_PLAIN[name]}{json.dumps({'answer': value})}"
    if name == "answer" and value in topics() and topics()[value].has_answer:
        return f"/choose_answer{json.dumps({'answer': value})}"
    if name == "section" and value in {topic.section for topic in topics().values()}:
        return f"/choose_section{json.dumps({'section': value})}"
    if name == "country" and _COUNTRY.fullmatch(value):
        return f"/choose_country{json.dumps({'country': value})}"
    if name == "language" and known(value) == value:
        return f"/choose_language{json.dumps({'language': value})}"
    if name == "start":
        return _greeting(*value.partition(":")[::2])
    raise UnknownChoice(f"There is no choice {choice[:40]!r}.")


def chosen_slots(choice: str) -> dict[str, str]:
    """What a press says about the worker: where they are, which language they want."""
    name, _, value = choice.partition(":")
    language, _, country = value.partition(":") if name == "start" else ("", "", "")
    found = {
        "country": value if name == "country" else country,
        "language_chosen": value if name == "language" else language,
    }
    return {slot: told for slot, told in found.items() if told}


def _greeting(language: str, country: str) -> str:
    """The first words of a chat, in the language and for the country that its link brought."""
    if (language and known(language) != language) or (country and not _COUNTRY.fullmatch(country)):
        raise UnknownChoice("There is no such language or country.")
    brought = {name: value for name, value in (("language", language), ("country", country)) if value}
    return f"/greeting{json.dumps(brought)}" if brought else "/greeting"


def harmless(text: str) -> str:
    """Typed words as Rasa may read them: no leading slash, no control characters, never empty."""
    cleaned = "".join(character if character.isprintable() or character == "\n" else " " for character in text)
    return cleaned.encode("utf-8", "ignore").decode("utf-8").lstrip("/／ \n\t").strip() or "?"
