"""Answers, choices between answers, more about an answer, and answers that wait for a country."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn, ask_country
from knowledge.catalogue import find_answer
from knowledge.countries import country_name
from knowledge.topics import topics


class Answer(Action):
    """Answers the question understood, or the answer chosen with a button."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Says the answer at once; asks for the country afterwards when the rules differ."""
        turn = Turn(dispatcher, tracker)
        chosen = turn.entity("answer")
        slug = chosen if chosen in topics() else next(iter(turn.ranked), None)
        if slug is None:
            turn.phrase("no_knowledge", "person")
            return turn.remember()
        return give(turn, slug)


class OfferChoices(Action):
    """Offers the three likeliest answers."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_offer_choices"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Remembers what it offered, so that "the second" can be understood."""
        turn = Turn(dispatcher, tracker)
        offered = turn.ranked[:3]
        if not offered:
            turn.say("utter_topics")
            return turn.remember(offered=[])
        turn.say("utter_choices", answers=offered)
        return turn.remember(offered=offered)


class TakeOption(Action):
    """Takes a choice made in words: "2", "the second"."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_take_option"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answers the one meant, or asks again."""
        turn = Turn(dispatcher, tracker)
        offered, place = turn.slots.get("offered") or [], turn.entity("option")
        if isinstance(place, int) and 0 < place <= len(offered):
            return give(turn, offered[place - 1])
        turn.phrase("ask_again", "topics", "person")
        return turn.remember()


class ShowMore(Action):
    """Steps, evidence and helpers of the last answer."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_show_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Shows the topics when nothing has been answered yet."""
        return again(Turn(dispatcher, tracker), "utter_more")


class ShowOriginal(Action):
    """The English text that a translated answer was made from."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_show_original"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Shows the topics when nothing has been answered yet."""
        return again(Turn(dispatcher, tracker), "utter_original")


class Ratification(Action):
    """Says whether a country has ratified the conventions that a message names."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_ratification"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Whoever asks about a country need not be in it: the one remembered stays."""
        turn = Turn(dispatcher, tracker)
        turn.say("utter_ratification", instruments=turn.entity("instruments") or [], also=turn.ranked[:2])
        return turn.remember(country=turn.slots.get("country"), offered=[])


class AnswerForCountry(Action):
    """Remembers the country, and answers what waited for it."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_answer_for_country"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """An emergency comes with its first steps again, now with the numbers of that country."""
        turn = Turn(dispatcher, tracker)
        pending = turn.slots.get("pending_answer") or turn.slots.get("last_answer")
        if not turn.country:
            turn.say("utter_ask_country")
            return turn.remember()
        topic = topics().get(pending or "")
        if topic is None:
            turn.say("utter_phrase", key="country_remembered", values={"country": _name(turn)}, buttons=["topics"])
            return turn.remember(pending_answer=None)
        turn.say("utter_first_steps" if topic.section == "emergency" else "utter_answer", answer=topic.slug)
        return turn.remember(pending_answer=None, last_answer=topic.slug)


def again(turn: Turn, response: str) -> list[EventType]:
    """Say something else about the answer that the button names, or else about the last one."""
    slug = turn.entity("answer") or turn.slots.get("last_answer")
    if slug not in topics():
        turn.say("utter_topics")
        return turn.remember()
    turn.say(response, answer=slug)
    return turn.remember(last_answer=slug)


def give(turn: Turn, slug: str) -> list[EventType]:
    """Say an answer, and ask for the country when it depends on one that is not known."""
    emergency = topics()[slug].section == "emergency"
    turn.say("utter_first_steps" if emergency else "utter_answer", answer=slug)
    found = find_answer(slug, turn.language)
    waits = turn.country is None and (emergency or bool(found and found.answer.depends_on_country))
    runners_up = [other for other in turn.ranked if other != slug][:3]
    events = turn.remember(last_answer=slug, pending_answer=slug if waits else None, offered=[], runners_up=runners_up)
    return [*events, ask_country()] if waits else events


def _name(turn: Turn) -> str:
    return country_name(turn.country or "", turn.language)
