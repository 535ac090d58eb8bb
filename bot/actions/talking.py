"""Small talk, topics, and what to say when nothing was understood."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import Turn

#: After this many messages in a row that were not understood, a person is offered.
PATIENCE = 2


class Say(Action):
    """Says the phrase of the message's own intent: thanks, who are you, out of scope."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_say"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Every such intent has a phrase of the same name."""
        turn = Turn(dispatcher, tracker)
        way_out = {"bot_complaint": ["person"], "oos_insult": ["person"], "oos_chitchat": ["person"]}
        buttons = way_out.get(turn.intent, [])
        if turn.intent.startswith("oos_") or turn.intent == "about_bot":
            buttons = [*buttons, "topics"]
        turn.phrase(turn.intent, *buttons)
        return turn.remember()


class ShowTopics(Action):
    """Shows the sections, or the questions of one."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_show_topics"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """The section comes with a button."""
        turn = Turn(dispatcher, tracker)
        turn.say("utter_topics", section=turn.entity("section") or "")
        return turn.remember()


class AskAgain(Action):
    """Asks for other words, then offers a person."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_ask_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Counts how often in a row."""
        turn = Turn(dispatcher, tracker)
        missed = int(turn.slots.get("not_understood") or 0) + 1
        if missed < PATIENCE:
            turn.phrase("ask_again", "topics", "person")
        else:
            turn.phrase("offer_person")
            turn.say("utter_person")
        return turn.remember(not_understood=missed)
