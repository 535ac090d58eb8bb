"""Gives replies out. They are written in the transaction that finishes their message, so each is written once."""

from typing import Any

from sqlalchemy import select

from channels.message import Reply
from storage.database import reading, writing
from storage.tables import Conversation, Incoming, Outgoing, now


def finish(identity: int, replies: list[dict[str, Any]], slots: dict[str, Any]) -> bool:
    """Write replies, keep what was decided, and mark the message done, all or nothing.

    Returns False, writing nothing, if the message was already done.
    """
    with writing() as session:
        message = session.get_one(Incoming, identity)
        if message.state != "waiting":
            return False
        for position, content in enumerate(replies):
            session.add(
                Outgoing(
                    conversation_id=message.conversation_id,
                    inbox_id=identity,
                    position=position,
                    content=content,
                )
            )
        conversation = session.get_one(Conversation, message.conversation_id)
        conversation.slots = slots
        conversation.turns += 1
        message.state, message.done_at = "done", now()
    return True


def say_meanwhile(identity: int, purpose: str, content: dict[str, Any]) -> bool:
    """One honest sentence, or first steps in danger, while the answer itself has to wait. Said once a message."""
    with writing() as session:
        message = session.get_one(Incoming, identity)
        if message.state != "waiting" or message.apologised != "no":
            return False
        session.add(
            Outgoing(
                conversation_id=message.conversation_id,
                inbox_id=identity,
                purpose=purpose,
                position=0,
                content=content,
            )
        )
        message.apologised = purpose
    return True


def replies_after(conversation_id: str, after: int) -> list[Reply]:
    """Replies of a conversation with a number above ``after``, in order."""
    with reading() as session:
        query = (
            select(Outgoing, Incoming.external_id)
            .join(Incoming, Incoming.id == Outgoing.inbox_id)
            .where(Outgoing.conversation_id == conversation_id, Outgoing.id > after)
            .order_by(Outgoing.id)
        )
        return [Reply(row.id, name.partition(":")[2], row.content) for row, name in session.execute(query)]
