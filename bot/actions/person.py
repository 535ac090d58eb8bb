"""A person is wanted: says truthfully how to reach one."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn


class Person(Action):
    """The centre's contact and hours from settings; where unknown, that is said."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_person"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Never argues and never asks why."""
        turn = Turn(dispatcher, tracker)
        turn.say("utter_person")
        return turn.remember()
