"""A reply as Telegram shows it: plain text with bold headings given by place, so that no sign in it can break it."""

from dataclasses import dataclass, field
from typing import Any

from bot.phrases import phrase
from channels.limits import TELEGRAM_BUTTON_TEXT, TELEGRAM_BUTTONS
from channels.telegram.split import cuts, split, units
from languages.catalogue import DEFAULT, languages

#: What channels/telegram/sender.py is to do: say a ``text``, or change the buttons of a ``message_id``.
Call = dict[str, Any]
#: Marks that keep a line right-to-left whatever it begins with, and a number left-to-right inside it.
RIGHT_TO_LEFT, LEFT_TO_RIGHT = "\u200f", "\u200e"
#: Buttons in a row, by the length of the longest.
_ROWS = ((12, 3), (22, 2))


@dataclass
class _Page:
    """Text as it grows, and what is to be bold or a link in it: places in UTF-16 units, as Telegram counts."""

    language: str
    text: str = ""
    marks: list[dict[str, Any]] = field(default_factory=list)

    def line(self, words: str, bold: bool = False, apart: bool = False, link: str = "") -> None:
        """One line more (or several); ``apart`` leaves a line empty before it; ``link`` is where its words lead."""
        if not words:
            return
        if self.text:
            self.text += "\n\n" if apart else "\n"
        mark = RIGHT_TO_LEFT if languages()[self.language].direction == "rtl" else ""
        place = {"offset": units(self.text + mark), "length": units(words)}
        if bold:
            self.marks.append({"type": "bold", **place})
        if link:
            self.marks.append({"type": "text_link", "url": link, **place})
        self.text += "\n".join(f"{mark}{line}" if line else "" for line in words.split("\n"))

    def marks_between(self, start: int, stop: int) -> list[dict[str, Any]]:
        """The marks within a part of the text, counted from its beginning."""
        found = []
        for mark in self.marks:
            begin, end = max(mark["offset"], start), min(mark["offset"] + mark["length"], stop)
            if begin < end:
                found.append({**mark, "offset": begin - start, "length": end - begin})
        return found


def calls_for(content: dict[str, Any], details: dict[str, Any]) -> list[Call]:
    """The calls that bring a reply, in order. ``details`` are those of the message that it answers."""
    page = _page(content)
    parts = split(page.text)
    calls = [_taken_away(details)] if details.get("keyboard") is not None else []
    for part, (start, stop) in zip(parts, cuts(parts), strict=True):
        if not part.strip():
            continue
        calls.append({"text": part, "link_preview_options": {"is_disabled": True}})
        if marks := page.marks_between(start, stop):
            calls[-1]["entities"] = marks
    if content.get("buttons") and calls and "text" in calls[-1]:
        calls[-1]["reply_markup"] = {"inline_keyboard": keyboard(content["buttons"])}
    return calls


def keyboard(buttons: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Buttons in rows: short ones side by side, long ones alone."""
    shown = [
        {"text": _shortened(button["title"]), "callback_data": button["choice"]}
        for button in buttons[:TELEGRAM_BUTTONS]
    ]
    longest = max((len(button["text"]) for button in shown), default=0)
    row = next((many for length, many in _ROWS if longest <= length), 1)
    return [shown[start : start + row] for start in range(0, len(shown), row)]


def without_verdicts(rows: list[list[dict[str, str]]]) -> list[list[dict[str, str]]]:
    """A keyboard without "it helped" and "it did not": one verdict is enough."""
    kept = [
        [button for button in row if (button.get("callback_data") or "").partition(":")[0] not in VERDICTS]
        for row in rows
    ]
    return [row for row in kept if row]


VERDICTS = ("helped", "not_helped")


def _taken_away(details: dict[str, Any]) -> Call:
    return {"message_id": details["button_of"], "reply_markup": {"inline_keyboard": details["keyboard"]}}


def _page(content: dict[str, Any]) -> _Page:
    language = content.get("language") or DEFAULT
    page = _Page(language)
    if content.get("urgent"):
        page.line(phrase("page_urgent", language), bold=True)
    page.line(content.get("title", ""), bold=True)
    page.line(content.get("text", ""), apart=True)
    if content.get("urgent"):
        _contacts(page, content)
    for part in content.get("items") or ():
        page.line(part["heading"], bold=True, apart=True)
        for number, line in enumerate(part["lines"], start=1):
            page.line(f"{number}. {line}" if part.get("ordered") else f"• {line}")
    if not content.get("urgent"):
        _contacts(page, content)
    notes = content.get("notes") or ()
    for number, note in enumerate(notes):
        page.line(note, apart=number == 0)
    sources = content.get("sources") or ()
    if sources:
        page.line(phrase("page_sources", language), bold=True, apart=True)
        for source in sources:
            about = f"{source['publisher']}, {source['dated']} ({source['read']})"
            page.line(f"{source['title']}. {about}", link=source["address"])
    return page


def _contacts(page: _Page, content: dict[str, Any]) -> None:
    for contact in content.get("contacts") or ():
        page.line(contact["name"], bold=True, apart=True)
        for number in (*contact.get("phones", ()), contact.get("whatsapp", "")):
            page.line(f"{LEFT_TO_RIGHT}{number}" if number else "")
        for entry in ("web", "email"):
            page.line(f"{LEFT_TO_RIGHT}{contact[entry]}" if contact.get(entry) else "")
        more = (contact.get(entry, "") for entry in ("address", "hours", "cost", "serves", "caution", "checked"))
        page.line("\n".join(entry for entry in more if entry))


def _shortened(title: str) -> str:
    return title if len(title) <= TELEGRAM_BUTTON_TEXT else f"{title[: TELEGRAM_BUTTON_TEXT - 1].rstrip()}…"
