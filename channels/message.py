"""The shapes of messages, the same for every channel."""

from dataclasses import dataclass, field
from typing import Any

#: What a worker can send that is not words. Each is answered truthfully; none is dropped in silence.
FILES = ("voice", "picture", "document", "video", "sticker", "contact")


@dataclass(frozen=True)
class Received:
    """A message as a channel hands it in. ``external_id`` is the channel's own, unique name for it.

    ``kind`` is text, choice (a button or a command), place, or one of FILES. ``address`` is where replies are
    delivered; empty where the channel asks for them. ``sequence`` is the channel's own order. ``details`` says of a
    file its ``type``, ``size`` (bytes) and the channel's ``reference``, of a place its ``latitude`` and ``longitude``,
    of a press the message it is a ``button_of``, and the ``keyboard`` that stays there.
    """

    channel: str
    conversation_id: str
    external_id: str
    kind: str
    words: str
    address: str = ""
    sequence: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """A reply as a channel shows it; ``content`` is described in bot/reply.py."""

    id: int
    in_reply_to: str
    content: dict[str, Any]
