"""The shapes of messages, the same for every channel."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Received:
    """A message as a channel hands it in. ``external_id`` is the channel's own, unique name for it."""

    channel: str
    conversation_id: str
    external_id: str
    kind: str  # text, choice
    words: str


@dataclass(frozen=True)
class Reply:
    """A reply as a channel shows it; ``content`` is described in bot/reply.py."""

    id: int
    in_reply_to: str
    content: dict[str, Any]
