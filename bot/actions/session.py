"""Begins a conversation, or takes it up where the application's tables left it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher


class SessionStart(Action):
    """Fills the slots with what the worker's conversation last decided."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Slots travel with the message, as metadata."""
        sent = tracker.slots.get("session_started_metadata") or {}
        slots = (sent.get("slots") or {}) if isinstance(sent, dict) else {}
        kept = [SlotSet(name, value) for name, value in slots.items()]
        return [SessionStarted(), *kept, ActionExecuted("action_listen")]
