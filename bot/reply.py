"""Composes what a worker reads, from live answers, contacts and phrases. Nothing here is invented.

A reply is a plain dictionary, kept in the outbox and shown by every channel in its own way:
``text`` and, where there is something to say, ``title``, ``heading``, ``items``, ``contacts``, ``notes``,
``sources``, ``buttons`` (each with ``title`` and ``choice``), ``answer``, ``language``, ``written_in``, ``urgent``.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.contacts import LIFELINES, contacts_shown, day_in, sources_shown
from bot.phrases import centre_name, phrase
from knowledge.answer import Answer, Part
from knowledge.catalogue import Found, countries_with_contacts, find_answer, titles_of
from knowledge.countries import country_name
from knowledge.freshness import overdue, too_old
from knowledge.instruments import Instrument, instruments
from knowledge.topics import topics
from languages.catalogue import DEFAULT, languages
from settings import settings

Reply = dict[str, Any]
#: Contacts shown with an answer at first, and with the first steps in danger.
FEW, URGENT = 2, 4
#: Characters of the first message of an answer; what does not fit stands behind "more".
FIRST_MESSAGE = 700


def say(key: str, language: str, buttons: Iterable[str] = (), **values: str) -> Reply:
    """One phrase, with buttons such as ``person`` or ``topics``."""
    values.setdefault("centre", centre_name(language))
    reply: Reply = {"text": phrase(key, language, **values), "language": language}
    return _with_buttons(reply, [button(name, language) for name in buttons])


def button(name: str, language: str, of: str = "") -> dict[str, str]:
    """A button of the bot's own: more, helped, not_helped, person, topics."""
    choice = f"{name}:{of}" if of else name
    return {"title": phrase(f"button_{name}", language), "choice": choice}


def answer_reply(slug: str, language: str, country: str | None) -> Reply:
    """The first message of an answer: the direct words, the country's part, two contacts, where it comes from."""
    found = find_answer(slug, language)
    if found is None:
        return say("no_knowledge", language, ["person"])
    answer, words = found.answer, _words(found)
    if country and (part := _part(answer, country)):
        words = f"{words}\n\n{_fitting(_about_country(part, language), FIRST_MESSAGE - len(words) - 2)}"
    elif country and answer.depends_on_country:
        words = f"{words}\n\n{phrase('no_part', language, country=country_name(country, language))}"
    reply = _reply(found, words, country)
    reply["contacts"] = contacts_shown(answer.helpers, country, language, FEW)
    buttons = [button("more", language, slug), button("helped", language, slug)]
    buttons += [button("not_helped", language, slug), button("person", language), *_original(found)]
    return _with_buttons(reply, buttons)


def more_reply(slug: str, language: str, country: str | None) -> Reply:
    """What stands behind "more": steps, evidence, everybody who can help, all sources."""
    found = find_answer(slug, language)
    if found is None:
        return say("no_more", language, ["person"])
    answer = found.answer
    part = _part(answer, country)
    reply = _reply(found, _about_country(part, language) if part else "", country)
    reply["items"] = _items(answer, language)
    reply["contacts"] = contacts_shown(answer.helpers, country, language, each=2)
    if country and not reply["contacts"]:
        reply["notes"].insert(0, phrase("no_contacts", language, country=country_name(country, language)))
    reply["sources"] = sources_shown(answer.sources[name] for name in answer.sources)
    buttons = [button("helped", language, slug), button("not_helped", language, slug), button("person", language)]
    return _with_buttons(reply, [*buttons, *_original(found)])


def original_reply(slug: str, language: str, country: str | None) -> Reply:
    """The English text that a translation was made from, whole; labels and buttons in the worker's language."""
    found = find_answer(slug, DEFAULT)
    if found is None:
        return say("no_more", language, ["person"])
    part = _part(found.answer, country)
    words = [_words(found), *([_about_country(part, DEFAULT)] if part else [])]
    reply = _reply(found, "\n\n".join(words), country)
    reply["items"] = _items(found.answer, DEFAULT)
    buttons = [button("helped", language, slug), button("not_helped", language, slug), button("person", language)]
    return _with_buttons(reply, buttons)


def ratification_reply(codes: Sequence[str], language: str, country: str | None, also: Sequence[str]) -> Reply:
    """What a country has done with conventions; without a country, who has ratified them. ``also``: likely answers."""
    named = [instruments()[code] for code in codes if code in instruments()][:FEW]
    words = []
    for instrument in named:
        words.append(_standing(instrument, country, language))
        words.append(phrase(f"about_{instrument.code.lower()}", language))
    if any(instrument.standings for instrument in named):
        words.append(phrase("ratified_means", language))
    reply: Reply = {
        "text": "\n\n".join(words) or phrase("no_knowledge", language),
        "language": language,
        "notes": [phrase("note_unconfirmed", language)],
        "sources": sources_shown(source for instrument in named for source in instrument.sources[:FEW]),
    }
    return _with_buttons(reply, [*_answers(also, language), button("person", language)])


def _standing(instrument: Instrument, country: str | None, language: str) -> str:
    """What a country has done with an instrument; without a country, who has ratified it."""
    name = phrase(f"instrument_{instrument.code.lower()}", language)
    if not instrument.standings:
        return phrase("ratified_guidance", language, instrument=name)
    if country is None:
        names = ", ".join(country_name(code, language) for code in instrument.ratified_by())
        return phrase("ratified_by", language, instrument=name, countries=names) if names else f"{name}."
    standing, when = instrument.standings.get(country, ("unknown", ""))
    place = country_name(country, language)
    return phrase(f"ratified_{standing}", language, country=place, instrument=name, year=when[:4])


def first_steps_reply(slug: str, language: str, country: str | None, also: str | None) -> Reply:
    """First steps in danger, at once, with the numbers that answer day and night before everything else."""
    found = find_answer(slug, language)
    if found is None:
        return person_reply(language, country, urgent=True)
    answer = found.answer
    part = _part(answer, country)
    words = [_words(found), *([_about_country(part, language)] if part else [])]
    reply = _reply(found, "\n\n".join(words), country)
    reply["urgent"] = True
    reply["items"] = _items(answer, language)[:1]
    reply["contacts"] = contacts_shown((*LIFELINES, *answer.helpers), country, language, URGENT)
    buttons = [button("person", language), *_original(found)]
    if also and also != slug:
        buttons += _answers([also], language)
    return _with_buttons(reply, buttons)


def choices_reply(slugs: Sequence[str], language: str, key: str = "choices") -> Reply:
    """Up to three answers to choose from, and the way out."""
    buttons = _answers(slugs[:3], language)
    buttons.append({"title": phrase("none_of_these", language), "choice": "none"})
    buttons.append(button("person", language))
    return _with_buttons({"text": phrase(key, language), "language": language}, buttons)


def topics_reply(language: str, section: str | None) -> Reply:
    """The sections, or the answers of one section."""
    held = {topic.section for topic in topics().values() if topic.has_answer}
    if section in held:
        slugs = [topic.slug for topic in topics().values() if topic.section == section]
        text = phrase("section_topics", language)
        return _with_buttons({"text": text, "language": language}, _answers(slugs, language))
    order = ["emergency", *(name for name in dict.fromkeys(t.section for t in topics().values()) if name in held)]
    buttons = [
        {"title": phrase(f"section_{name}", language), "choice": f"section:{name}"} for name in dict.fromkeys(order)
    ]
    buttons.append({"title": phrase("section_human", language), "choice": "person"})
    return _with_buttons({"text": phrase("topics", language), "language": language}, buttons)


def country_question(language: str, urgent: bool) -> Reply:
    """Which country? The ones with contacts have a button; any other can be written."""
    buttons = [
        {"title": country_name(code, language), "choice": f"country:{code}"} for code in countries_with_contacts()
    ]
    key = "ask_country_danger" if urgent else "ask_country"
    text = f"{phrase(key, language)} {phrase('country_write', language)}"
    return _with_buttons({"text": text, "language": language}, buttons)


def language_question(language: str) -> Reply:
    """Every language under its own name."""
    buttons = [{"title": spoken.name, "choice": f"language:{spoken.code}"} for spoken in languages().values()]
    return _with_buttons({"text": phrase("language_ask", language), "language": language}, buttons)


def person_reply(language: str, country: str | None, urgent: bool = False) -> Reply:
    """Truthfully, how to reach a person: the centre as its settings say, else who there is in the country."""
    centre, name, own = settings(), centre_name(language), []
    if centre.centre_phone or centre.centre_email or centre.centre_address:
        own = [
            {
                "name": name,
                "phones": [centre.centre_phone] if centre.centre_phone else [],
                "email": centre.centre_email,
                "address": centre.centre_address,
                "hours": centre.centre_hours,
            }
        ]
    others = contacts_shown(("resource_centre", "union", "labour_complaints", "embassies"), country, language, URGENT)
    lines = []
    if own:
        lines.append(phrase("person_at", language, centre=name))
        known = phrase("person_hours", language, hours=centre.centre_hours, timezone=centre.centre_timezone)
        lines.append(known if centre.centre_hours else phrase("person_hours_unknown", language))
    else:
        key = "person_unknown" if others else "person_unknown_no_contacts"
        lines.append(phrase(key, language, centre=name[:1].upper() + name[1:]))
    lines += [phrase("person_not_live", language), phrase("person_you_decide", language)]
    if not urgent:
        lines.append(phrase("person_danger", language))
    return {"text": " ".join(lines), "language": language, "contacts": [*own, *others]}


def _answers(slugs: Sequence[str], language: str) -> list[dict[str, str]]:
    """A button for each answer."""
    titles = titles_of(slugs, language)
    return [{"title": title, "choice": f"answer:{slug}"} for title, slug in zip(titles, slugs, strict=True)]


def _reply(found: Found, text: str, country: str | None) -> Reply:
    answer = found.answer
    return {
        "text": text,
        "title": answer.title,
        "answer": answer.slug,
        "language": found.asked,
        "written_in": answer.language,
        "notes": _notes(found, country),
        "sources": sources_shown(answer.cited(country)),
    }


def _words(found: Found) -> str:
    assert found.answer.short is not None
    return found.answer.short.words


def _notes(found: Found, country: str | None) -> list[str]:
    """What to know about the words: whose language, who confirmed them, how old they are."""
    answer, language, today = found.answer, found.asked, date.today()
    notes = []
    if not found.translated:
        notes.append(phrase("note_untranslated", language))
    elif answer.translation.startswith("draft"):
        notes.append(phrase("note_draft", language))
    part, written = _part(answer, country), answer.parts.get(country or "")
    if part and part.language != answer.language:
        notes.append(phrase("note_part_untranslated", language, country=country_name(part.country, language)))
    confirmed = answer.confirmed and (part is None or part.confirmed)
    notes.append(phrase("note_confirmed" if confirmed else "note_unconfirmed", language))
    due = min((when for when in (answer.review_by, part.review_by if part else None) if when), default=None)
    if due and overdue(due, today):
        notes.append(phrase("note_overdue", language, date=day_in(due, language)))
    if written and written.review_by and part is None:
        name = country_name(written.country, language)
        notes.append(phrase("note_part_old", language, country=name, date=day_in(written.review_by, language)))
    return notes


def _part(answer: Answer, country: str | None) -> Part | None:
    """What holds in the country, unless nobody has checked it for so long that it may mislead."""
    part = answer.parts.get(country or "")
    return None if part is None or too_old(part.review_by, date.today()) else part


def _about_country(part: Part, language: str) -> str:
    return f"{phrase('in_country', language, country=country_name(part.country, language))} {part.text.words}"


_SENTENCE = re.compile(r"(?<=[.!?؟।])\s+")


def _fitting(text: str, room: int) -> str:
    """As many whole sentences as there is room for, at least one."""
    first, *others = _SENTENCE.split(text)
    for sentence in others:
        if len(first) + 1 + len(sentence) > room:
            break
        first = f"{first} {sentence}"
    return first


def _items(answer: Answer, language: str) -> list[dict[str, Any]]:
    return [
        {"heading": phrase(key, language), "ordered": key == "steps", "lines": [text.words for text in texts]}
        for key, texts in (("steps", answer.steps), ("evidence", answer.evidence))
        if texts
    ]


def _original(found: Found) -> list[dict[str, str]]:
    """The way to the original, where the words are a translation that nobody has reviewed."""
    draft = found.translated and found.answer.translation.startswith("draft")
    return [button("original", found.asked, found.answer.slug)] if draft else []


def _with_buttons(reply: Reply, buttons: list[dict[str, str]]) -> Reply:
    if buttons:
        reply["buttons"] = buttons
    return reply
