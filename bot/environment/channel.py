"""The channel that the application's worker talks to. Handles each message id once and says what Rasa decided.

Rasa's own REST channel answers 200 and an empty list on every error; this one tells the truth, so that the worker
can try again.
"""

from __future__ import annotations

import asyncio
import gc
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse


class WorkerChannel(InputChannel):
    """POST /webhooks/worker/turn with {sender, message, slots, metadata: {message_id, reading}}."""

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

        @routes.after_server_start
        async def settled(*_server: object) -> None:
            # What is loaded now stays: the collector need not walk through TensorFlow again and again.
            gc.collect()
            gc.freeze()

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("X-Haki-Token", ""), self._token):
                return response.json({"error": "wrong token"}, status=403)
            question = request.json
            sender, metadata = question["sender"], question["metadata"]
            agent = request.app.ctx.agent
            turn_of_sender = self._turns.setdefault(sender, asyncio.Lock())
            async with turn_of_sender:
                tracker = await agent.tracker_store.retrieve(sender)
                if tracker is None:
                    tracker = taken_up(sender, question["slots"], agent)
                    await agent.tracker_store.save(tracker)
                if not replies_to(tracker, metadata["message_id"]):
                    message = UserMessage(
                        question["message"],
                        CollectingOutputChannel(),
                        sender,
                        input_channel=self.name(),
                        metadata=metadata,
                    )
                    await on_new_message(message)
                    tracker = await agent.tracker_store.retrieve(sender)
                replies = replies_to(tracker, metadata["message_id"])
                if not replies:
                    # The turn failed halfway: the next try begins from the slots.
                    await agent.tracker_store.save(taken_up(sender, question["slots"], agent))
                    return response.json({"error": "no reply"}, status=500)
            return response.json({"replies": replies, "slots": tracker.current_slot_values()})

        return routes


def taken_up(sender: str, slots: dict[str, Any], agent: Any) -> DialogueStateTracker:
    """A conversation as the application's tables left it: a session begun, with what was decided before."""
    known = {slot.name for slot in agent.domain.slots}
    tracker = DialogueStateTracker(sender, agent.domain.slots)
    events = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(name, value) for name, value in slots.items() if name in known]
    tracker.update_with_events([*events, ActionExecuted(ACTION_LISTEN_NAME)], agent.domain)
    return tracker


def replies_to(tracker: DialogueStateTracker | None, message_id: str) -> list[dict[str, Any]]:
    """What was said after the message with this id; nothing if it has not been seen."""
    replies: list[dict[str, Any]] = []
    for event in reversed(tracker.events if tracker else []):
        if isinstance(event, BotUttered):
            replies.append({"text": event.text, **{key: value for key, value in event.data.items() if value}})
        elif isinstance(event, UserUttered):
            if (event.metadata or {}).get("message_id") == message_id:
                return replies[::-1]
            replies = []
    return []
