"""The channel that the application's worker talks to. Handles each message id once and says what Rasa decided.

Rasa's own REST channel answers 200 and an empty list on every error; this one tells the truth, so that the worker
can try again.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse


class WorkerChannel(InputChannel):
    """POST /webhooks/worker/turn with {sender, message, metadata: {message_id, slots}}."""

    @classmethod
    def name(cls) -> str:
        """The channel's name in addresses and trackers."""
        return "worker"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WorkerChannel:
        """Called by Rasa with the entry of credentials.yml."""
        return cls((credentials or {}).get("token") or "")

    def __init__(self, token: str) -> None:
        self._token = token
        # A turn asked for again waits for the first try of it, and then finds its replies.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        routes = Blueprint("worker_channel")

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("X-Haki-Token", ""), self._token):
                return response.json({"error": "wrong token"}, status=403)
            question = request.json
            sender, metadata = question["sender"], question["metadata"]
            trackers = request.app.ctx.agent.tracker_store
            turn_of_sender = self._turns.setdefault(sender, asyncio.Lock())
            async with turn_of_sender:
                tracker = await trackers.retrieve(sender)
                replies = replies_to(tracker, metadata["message_id"])
                if not replies:
                    output = CollectingOutputChannel()
                    message = UserMessage(
                        question["message"], output, sender, input_channel=self.name(), metadata=metadata
                    )
                    await on_new_message(message)
                    tracker = await trackers.retrieve(sender)
                    replies = replies_to(tracker, metadata["message_id"])
            if not replies:
                return response.json({"error": "no reply"}, status=500)
            return response.json({"replies": replies, "slots": tracker.current_slot_values()})

        return routes


def replies_to(tracker: DialogueStateTracker | None, message_id: str) -> list[dict[str, Any]]:
    """What was said after the message with this id; nothing if it has not been seen."""
    replies: list[dict[str, Any]] = []
    for event in reversed(list(tracker.events) if tracker else []):
        if isinstance(event, BotUttered):
            replies.append({"text": event.text, **{key: value for key, value in event.data.items() if value}})
        elif isinstance(event, UserUttered):
            if (event.metadata or {}).get("message_id") == message_id:
                return replies[::-1]
            replies = []
    return []
