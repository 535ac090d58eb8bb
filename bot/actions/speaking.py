"""Which language to speak."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn
from languages.catalogue import known


class SwitchLanguage(Action):
    """Changes the language when told which one; asks when not."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_switch_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """The choice is kept until another one is made."""
        turn = Turn(dispatcher, tracker)
        wanted = known(turn.entity("language"))
        if wanted is None:
            turn.say("utter_ask_language")
            return turn.remember()
        turn.language = wanted
        turn.phrase("language_changed", "topics")
        return turn.remember(language_chosen=wanted)
