"""Forgets a conversation: its words, replies, deliveries, doors and code go in one transaction, then from the disk.

What stays says nothing about anybody: verdicts on answers, counts. Rasa's memory, never on disk, drops a conversation
that was not heard for a while (bot/environment/trackers.py).
"""

from threading import Event

from sqlalchemy import delete, select

from storage.database import settle, writing
from storage.tables import Conversation, Delivery, Door

#: Set while the database's files may still hold what was deleted, as after a start: the process before may have died.
_unsettled = Event()
_unsettled.set()


def forget(conversation_id: str) -> list[tuple[str, str]]:
    """Forget a conversation. Returns the chats that led to it, as (channel, address): somebody has to tell them."""
    with writing() as session:
        found = session.execute(select(Door.channel, Door.address).where(Door.conversation_id == conversation_id))
        chats = [(channel, address) for channel, address in found if channel != "web"]
        for channel, address in chats:
            # A delivery of a channel's own, such as buttons taken away, belongs to no reply.
            session.execute(delete(Delivery).where(Delivery.channel == channel, Delivery.address == address))
        session.execute(delete(Conversation).where(Conversation.id == conversation_id))
    _unsettled.set()
    leave_nothing()
    return chats


def leave_nothing() -> None:
    """See to it that the database's files hold nothing of what was forgotten. Called again until it succeeds."""
    if _unsettled.is_set():
        _unsettled.clear()
        if not settle():
            _unsettled.set()
