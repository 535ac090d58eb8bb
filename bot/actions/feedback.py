"""Whether an answer helped."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn
from knowledge.topics import topics
from storage.database import writing
from storage.tables import Feedback


class Helped(Action):
    """Notes that it helped."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_helped"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """One verdict a message."""
        turn = Turn(dispatcher, tracker)
        note(turn, "helped")
        turn.phrase("helped", "topics")
        return turn.remember()


class NotHelped(Action):
    """Notes that it did not help, and offers what else it could have been."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_not_helped"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """The answers of the same section that were not given."""
        turn = Turn(dispatcher, tracker)
        slug = note(turn, "not_helped")
        topic = topics().get(slug or "")
        if topic is None:
            turn.phrase("ask_again", "topics", "person")
            return turn.remember()
        offered = [other for other in turn.slots.get("runners_up") or [] if other != slug][:3]
        if offered:
            turn.say("utter_choices", answers=offered, key="not_helped")
        else:
            turn.phrase("bot_complaint", "person", "topics")
        return turn.remember(offered=offered)


def note(turn: Turn, verdict: str) -> str | None:
    """Keep the verdict on the answer named, or on the last one. The same message noted twice is noted once."""
    slug = turn.entity("answer") or turn.slots.get("last_answer")
    if slug in topics() and turn.message_id.isdecimal():
        with writing() as session:
            session.merge(Feedback(inbox_id=int(turn.message_id), answer=slug, language=turn.language, verdict=verdict))
    return slug
