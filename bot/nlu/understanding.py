"""The thin component: asks the application what a message means, and steps aside when nobody answers.

Runs inside Rasa on Python 3.10. It must stay thin: no model, no rule about knowledge lives here.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import requests
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

logger = logging.getLogger(__name__)

#: Seconds to wait for the application. Rasa's event loop waits too, so this is short.
TIMEOUT = 5.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UnderstandingClient(GraphComponent):
    """Puts the application's reading over Rasa's own: intent, entities, and ``knowledge`` for the actions."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Empty: the address comes from the environment, as in endpoints.yml."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UnderstandingClient:
        """Called by Rasa's graph."""
        return cls()

    def __init__(self) -> None:
        self._address = os.environ.get("APPLICATION_URL", "")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["X-Haki-Token"] = os.environ.get("HAKI_RASA_TOKEN", "")

    def process(self, messages: list[Message]) -> list[Message]:
        """Ask about each message; one that nobody answers for keeps Rasa's own reading."""
        for message in messages:
            found = self._ask(message)
            if found is None:
                continue
            message.set(INTENT, found["intent"], add_to_output=True)
            message.set(INTENT_RANKING_KEY, [found["intent"]], add_to_output=True)
            message.set(ENTITIES, found["entities"], add_to_output=True)
            message.set("knowledge", found["knowledge"], add_to_output=True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing is learnt here."""
        return training_data

    def _ask(self, message: Message) -> dict[str, Any] | None:
        if not self._address or not message.get(TEXT):
            return None
        metadata = message.get("metadata") or {}
        question = {
            "text": message.get(TEXT),
            "intent": message.get(INTENT) or {},
            "slots": metadata.get("slots") or {},
        }
        try:
            answer = self._session.post(f"{self._address}/rasa/understand", json=question, timeout=TIMEOUT)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            logger.warning("The application did not answer (%s); Rasa reads alone.", type(error).__name__)
            return None
