"""Gives replies out. They are written in the transaction that finishes their message, so each is written once."""

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from channels.message import Reply
from storage.database import reading, writing
from storage.tables import Conversation, Incoming, Outgoing, now

# Statements of every turn are composed once: composing costs SQLAlchemy more than running.
_DONE = (
    update(Incoming)
    .where(Incoming.id == bindparam("message"), Incoming.state == "waiting")
    .values(state="done", done_at=bindparam("moment"))
    .execution_options(synchronize_session=False)
)
_SAY = insert(Outgoing.__table__)  # type: ignore[arg-type]
_DECIDED = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation"))
    .values(slots=bindparam("decided", type_=Conversation.slots.type), turns=Conversation.turns + 1)
    .execution_options(synchronize_session=False)
)
_AFTER = (
    select(Outgoing.id, Incoming.external_id, Outgoing.content)
    .join(Incoming, Incoming.id == Outgoing.inbox_id)
    .where(Outgoing.conversation_id == bindparam("conversation"), Outgoing.id > bindparam("after"))
    .order_by(Outgoing.id)
)


def finish(message: Incoming, replies: list[dict[str, Any]], slots: dict[str, Any]) -> bool:
    """Write replies, keep what was decided, and mark the message done, all or nothing.

    Returns False, writing nothing, if the message was already done.
    """
    said = [
        {
            "conversation_id": message.conversation_id,
            "inbox_id": message.id,
            "position": position,
            "content": content,
        }
        for position, content in enumerate(replies)
    ]
    with writing() as session:
        done = session.execute(_DONE, {"message": message.id, "moment": now()})
        if not done.rowcount:  # type: ignore[attr-defined]
            return False
        if said:
            session.execute(_SAY, said)
        session.execute(_DECIDED, {"conversation": message.conversation_id, "decided": slots})
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
        rows = session.execute(_AFTER, {"conversation": conversation_id, "after": after})
        return [Reply(identity, name.partition(":")[2], content) for identity, name, content in rows]
