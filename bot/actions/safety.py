"""Danger: first steps and numbers at once, before anything else.

A person can be hurt by waiting, so nothing is asked before the first steps are said; the country is asked after.
"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn, ask_country
from knowledge.topics import FIRST_STEPS, topics


class FirstSteps(Action):
    """Says what to do now."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_first_steps"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Offers the answer to what was also asked, if it is another one."""
        turn = Turn(dispatcher, tracker)
        slug = turn.knowledge.get("first_steps") or FIRST_STEPS["violence"]
        also = next((other for other in turn.ranked[:1] if topics()[other].section != "emergency"), "")
        turn.say("utter_first_steps", answer=slug, also=also)
        waits = turn.country is None
        events = turn.remember(last_answer=slug, pending_answer=slug if waits else None, offered=[])
        return [*events, ask_country()] if waits else events
