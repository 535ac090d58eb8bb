"""What an action needs to know about the message it acts on, and how it says things."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from knowledge.topics import topics
from languages.catalogue import DEFAULT, known


class Turn:
    """One message: who understood what, which language and country hold, what was asked before."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self.slots: dict[str, Any] = tracker.slots
        self.latest: dict[str, Any] = tracker.latest_message
        self.knowledge: dict[str, Any] = self.latest.get("knowledge") or {}
        self.message_id: str = str((self.latest.get("metadata") or {}).get("message_id") or "")
        self.intent: str = (self.latest.get("intent") or {}).get("name") or ""
        # Only a button names a language when nothing was read: then it was chosen.
        self._chosen = None if self.knowledge else known(self.entity("language"))
        spoken = self.knowledge.get("language") or self._chosen or self.slots.get("language")
        self.language: str = known(spoken) or DEFAULT
        self.country: str | None = self.entity("country") or self.slots.get("country")

    def entity(self, name: str) -> Any:
        """The value that the message gives for an entity, or None."""
        found = [entity["value"] for entity in self.latest.get("entities") or () if entity.get("entity") == name]
        return found[0] if found else None

    @property
    def ranked(self) -> list[str]:
        """Answers of the library that the message may ask for, best first."""
        return [slug for slug in self.knowledge.get("ranking", ()) if slug in topics() and topics()[slug].has_answer]

    def say(self, response: str, **arguments: Any) -> None:
        """Say a response of domain.yml; its words come from the `nlg` endpoint in this turn's language."""
        self._dispatcher.utter_message(
            response=response, language=self.language, country=self.country or "", **arguments
        )

    def phrase(self, key: str, *buttons: str) -> None:
        """Say one phrase."""
        self.say("utter_phrase", key=key, buttons=list(buttons))

    def remember(self, **slots: Any) -> list[EventType]:
        """Slots that change; language and country as they hold now, and that something was understood."""
        kept = {"language": self.language, "country": self.country, "not_understood": 0, **slots}
        if self._chosen:
            kept["language_chosen"] = self._chosen
        return [SlotSet(name, value) for name, value in kept.items() if value != self.slots.get(name)]


def ask_country() -> EventType:
    """Let Rasa's form ask for the country next."""
    return FollowupAction("country_form")
