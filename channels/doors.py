"""Ways into a conversation. A web page has a secret key, of which only a digest is kept; a messenger has its chat.

Nobody can name somebody else's conversation: a key is 192 random bits, a chat is vouched for by its messenger.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.database import reading, writing
from storage.tables import Conversation, Door

WEB = "web"
# Asked in every turn, so composed once: composing costs SQLAlchemy more than running.
_OPENED = select(Door.conversation_id).where(Door.channel == bindparam("channel"), Door.address == bindparam("address"))


@dataclass(frozen=True)
class Opened:
    """A conversation and the key or chat that opens it."""

    conversation_id: str
    key: str


def begin(channel: str = WEB, address: str | None = None, slots: dict[str, Any] | None = None) -> Opened:
    """A new conversation with a first door: that of a chat, or else one with a new secret key.

    ``slots`` is what is known of it from the start, such as the language of a messenger's menus. Raises
    IntegrityError if the chat has got its conversation in the meantime.
    """
    key, stored = _key(address)
    with writing() as session:
        conversation = Conversation(id=str(uuid.uuid4()), slots=slots or {})
        session.add(conversation)
        session.flush()
        session.add(Door(channel=channel, address=stored, conversation_id=conversation.id))
    return Opened(conversation.id, key)


def add_door(session: Session, conversation_id: str, channel: str, address: str | None = None) -> Opened:
    """One more door to a conversation. A chat that led elsewhere leads here from now on."""
    key, stored = _key(address)
    door = session.scalar(select(Door).where(Door.channel == channel, Door.address == stored))
    if door is None:
        session.add(Door(channel=channel, address=stored, conversation_id=conversation_id))
    else:
        door.conversation_id, door.state = conversation_id, "open"
    return Opened(conversation_id, key)


def _key(address: str | None) -> tuple[str, str]:
    """What opens a door, and what is kept of it: a chat's address as it is, a new secret key as its digest."""
    if address is not None:
        return address, address
    key = secrets.token_urlsafe(24)
    return key, digest(key)


def behind_key(key: str) -> str | None:
    """The conversation that a web page's key opens."""
    return _behind(WEB, digest(key))


def behind_chat(channel: str, address: str) -> str | None:
    """The conversation of a messenger's chat."""
    return _behind(channel, address)


def _behind(channel: str, address: str) -> str | None:
    with reading() as session:
        return session.scalar(_OPENED, {"channel": channel, "address": address})


def mark(channel: str, address: str, state: str) -> None:
    """Note that a chat can be reached (open) or that its owner has shut us out (blocked)."""
    with writing() as session:
        door = session.scalar(select(Door).where(Door.channel == channel, Door.address == address))
        if door is not None:
            door.state = state


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
