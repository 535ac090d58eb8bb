"""Forgets a conversation: its words, replies, deliveries, doors and code go in one transaction.

What stays says nothing about anybody: verdicts on answers, counts. Two things follow later: SQLite's write-ahead log
holds old pages until its next checkpoint, and Rasa's bounded memory, never on disk, until others push it out.
"""

from sqlalchemy import delete, select

from storage.database import writing
from storage.tables import Conversation, Delivery, Door


def forget(conversation_id: str) -> list[tuple[str, str]]:
    """Forget a conversation. Returns the chats that led to it, as (channel, address): somebody has to tell them."""
    with writing() as session:
        found = session.execute(select(Door.channel, Door.address).where(Door.conversation_id == conversation_id))
        chats = [(channel, address) for channel, address in found if channel != "web"]
        for channel, address in chats:
            # A delivery of a channel's own, such as buttons taken away, belongs to no reply.
            session.execute(delete(Delivery).where(Delivery.channel == channel, Delivery.address == address))
        session.execute(delete(Conversation).where(Conversation.id == conversation_id))
    return chats
