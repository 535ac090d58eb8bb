"""The frame of the chat page in the visitor's language. The widget fills it; without JavaScript it leads to /plain."""

import html
from functools import cache

from bot.phrases import centre_name, phrase
from languages.catalogue import DEFAULT, known, languages
from settings import PROJECT, settings

#: Phrases that stand in the frame. Its title is neutral: it shows in tabs and in the browser's history.
OWN = ("page_neutral_title", "page_title", "page_plain")


@cache
def _template() -> str:
    return (PROJECT / "channels" / "web" / "page" / "index.html").read_text(encoding="utf-8")


def page(wanted: str | None, accepted: str) -> str:
    """The page in the language asked for, else the browser's, else the centre's."""
    language = known(wanted) or _from_browser(accepted) or known(settings().default_language) or DEFAULT
    filled = {"language": language, "direction": languages()[language].direction}
    filled |= {key: html.escape(phrase(key, language, centre=centre_name(language))) for key in OWN}
    text = _template()
    for name, value in filled.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def _from_browser(accepted: str) -> str | None:
    for part in accepted.split(","):
        if code := known(part.split(";")[0].strip()):
            return code
    return None
