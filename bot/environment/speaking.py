"""Asks the application for every sentence, as Rasa's own client does, without sending the whole conversation along."""

from __future__ import annotations

from typing import Any

from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.nlg.callback import CallbackNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig


class SpeakingClient(CallbackNaturalLanguageGenerator):
    """Rasa's NLG protocol with a tracker of slots only: the words depend on nothing else."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(endpoint_config)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """The composed response."""
        kwargs.pop("domain_responses", None)
        said = await self.nlg_endpoint.request(
            method="post",
            timeout=DEFAULT_REQUEST_TIMEOUT,
            json={
                "response": utter_action,
                "arguments": kwargs,
                "tracker": {"sender_id": tracker.sender_id, "slots": tracker.current_slot_values()},
                "channel": {"name": output_channel},
            },
        )
        if not isinstance(said, dict):
            raise RasaException(f"The application said nothing for {utter_action!r}.")
        return said
