"""What Rasa's `nlg` endpoint answers: every response name of domain.yml and how it is composed."""

from collections.abc import Callable
from typing import Any

from bot import reply
from knowledge.catalogue import one_edition
from knowledge.topics import topics
from languages.catalogue import DEFAULT, known

Arguments = dict[str, Any]
_RESPONSES: dict[str, Callable[[Arguments, str, str | None], reply.Reply]] = {
    "utter_answer": lambda given, language, country: reply.answer_reply(given["answer"], language, country),
    "utter_more": lambda given, language, country: reply.more_reply(given["answer"], language, country),
    "utter_original": lambda given, language, country: reply.original_reply(given["answer"], language, country),
    "utter_ratification": lambda given, language, country: reply.ratification_reply(
        given["instruments"], language, country, given.get("also", ())
    ),
    "utter_first_steps": lambda given, language, country: reply.first_steps_reply(
        given["answer"], language, country, given.get("also")
    ),
    "utter_choices": lambda given, language, country: reply.choices_reply(
        given["answers"], language, given.get("key", "choices")
    ),
    "utter_ask_country": lambda given, language, country: reply.country_question(language, bool(given.get("urgent"))),
    "utter_ask_language": lambda given, language, country: reply.language_question(language),
    "utter_phrase": lambda given, language, country: reply.say(
        given["key"], language, given.get("buttons", ()), **given.get("values", {})
    ),
    "utter_person": lambda given, language, country: reply.person_reply(language, country),
    "utter_topics": lambda given, language, country: reply.topics_reply(language, given.get("section")),
}


class UnknownResponse(LookupError):
    """Rasa asked for a response that nobody has written."""


def respond(request: dict[str, Any]) -> dict[str, Any]:
    """Answer one request of Rasa's published NLG protocol (response, arguments, tracker).

    The composed reply travels as ``custom``, so that one reply stays one message.
    """
    name, given = request.get("response", ""), request.get("arguments") or {}
    if name not in _RESPONSES:
        raise UnknownResponse(name)
    slots = (request.get("tracker") or {}).get("slots") or {}
    language = known(given.get("language") or slots.get("language")) or DEFAULT
    country = given.get("country") or slots.get("country")
    if name == "utter_ask_country" and slots.get("pending_answer") and "urgent" not in given:
        topic = topics().get(slots["pending_answer"])
        given["urgent"] = bool(topic and topic.section == "emergency")
    with one_edition():
        composed = _RESPONSES[name](given, language, country)
    return {"text": "", "buttons": [], "custom": composed}
