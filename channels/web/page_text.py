"""The chat page in the visitor's language: one template, filled with phrases."""

import html
import json
from functools import cache

from bot.phrases import centre_name, phrase
from languages.catalogue import DEFAULT, known, languages
from settings import PROJECT, settings

#: Phrases that the page itself needs.
OWN = (
    "page_title", "page_intro", "page_message", "page_send", "page_log", "page_you", "page_bot", "page_offline",
    "page_back", "page_sending", "page_language", "page_sources", "page_new", "page_call", "page_urgent",
)  # fmt: skip


@cache
def _template() -> str:
    return (PROJECT / "channels" / "web" / "page" / "chat.html").read_text(encoding="utf-8")


def page(wanted: str | None, accepted: str) -> str:
    """The page in the language asked for, else the browser's, else the centre's."""
    language = known(wanted) or _from_browser(accepted) or known(settings().default_language) or DEFAULT
    phrases = {key: phrase(key, language, centre=centre_name(language)) for key in OWN}
    options = "".join(
        f'<option value="{spoken.code}" lang="{spoken.code}"{" selected" if spoken.code == language else ""}>'
        f"{html.escape(spoken.name)}</option>"
        for spoken in languages().values()
    )
    directions = {code: spoken.direction for code, spoken in languages().items()}
    filled = {
        "language": language,
        "direction": languages()[language].direction,
        "options": options,
        "data": html.escape(json.dumps({"phrases": phrases, "directions": directions}, ensure_ascii=False)),
        **{key: html.escape(value) for key, value in phrases.items()},
    }
    text = _template()
    for name, value in filled.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def _from_browser(accepted: str) -> str | None:
    for part in accepted.split(","):
        if code := known(part.split(";")[0].strip()):
            return code
    return None
