"""The thin component: puts the application's reading, which came with the message, over Rasa's own.

Runs inside Rasa on Python 3.10. It must stay thin: no model, no rule about knowledge lives here.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ReadingCarrier(GraphComponent):
    """Takes ``metadata.reading``: {intent, entities, knowledge, unless} as bot/understanding.py composes it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Empty: everything comes with the message."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReadingCarrier:
        """Called by Rasa's graph."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """A message without a reading, as in `rasa shell`, keeps Rasa's own."""
        for message in messages:
            reading = (message.get("metadata") or {}).get("reading")
            if reading is None:
                continue
            own = message.get(INTENT) or {}
            needed = reading["unless"].get(own.get("name"))
            if needed is None or float(own.get("confidence") or 0.0) < needed:
                message.set(INTENT, reading["intent"], add_to_output=True)
                message.set(INTENT_RANKING_KEY, [reading["intent"]], add_to_output=True)
            message.set(ENTITIES, reading["entities"], add_to_output=True)
            message.set("knowledge", reading["knowledge"], add_to_output=True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing is learnt here."""
        return training_data
