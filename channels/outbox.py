"""Gives replies out. They are written in the transaction that finishes their message, so each is written once."""

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from channels.message import Reply
from channels.telegram.render import calls_for
from storage.database import reading, writing
from storage.tables import Conversation, Delivery, Incoming, Outgoing, now

#: Channels that have to be brought their replies, and how a reply becomes calls; the web asks for its own.
BROUGHT = {"telegram": calls_for}

# Statements of every turn are composed once: composing costs SQLAlchemy more than running.
_DONE = (
    update(Incoming)
    .where(Incoming.id == bindparam("message"), Incoming.state == "waiting")
    .values(state="done", done_at=bindparam("moment"))
    .execution_options(synchronize_session=False)
)
_SAY_ONE = insert(Outgoing.__table__)  # type: ignore[arg-type]
_BRING = insert(Delivery.__table__)  # type: ignore[arg-type]
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
    with writing() as session:
        done = session.execute(_DONE, {"message": message.id, "moment": now()})
        if not done.rowcount:  # type: ignore[attr-defined]
            return False
        for position, content in enumerate(replies):
            _say(session, message, "reply", position, content)
        session.execute(_DECIDED, {"conversation": message.conversation_id, "decided": slots})
    return True


def _say(session: Session, message: Incoming, purpose: str, position: int, content: dict[str, Any]) -> None:
    """Write one reply, and what it takes to bring it where the message came from."""
    reply = {
        "conversation_id": message.conversation_id,
        "inbox_id": message.id,
        "purpose": purpose,
        "position": position,
        "content": content,
    }
    number = session.execute(_SAY_ONE, reply).inserted_primary_key[0]  # type: ignore[attr-defined]
    if message.channel in BROUGHT:
        to = {"outbox_id": number, "channel": message.channel, "address": message.address}
        calls = BROUGHT[message.channel](content, message.details if position == 0 else {})
        session.execute(_BRING, [{**to, "call": call} for call in calls])


def say_meanwhile(identity: int, purpose: str, content: dict[str, Any]) -> bool:
    """One honest sentence, or first steps in danger, while the answer itself has to wait. Said once a message."""
    with writing() as session:
        message = session.get_one(Incoming, identity)
        if message.state != "waiting" or message.apologised != "no":
            return False
        _say(session, message, purpose, 0, content)
        message.apologised = purpose
    return True


def said_since(number: int | None) -> tuple[int, list[str]]:
    """The number of the last reply, and the conversations in which something was said after ``number``, if given."""
    with reading() as session:
        if number is None:
            return session.scalar(select(func.max(Outgoing.id))) or 0, []
        found = session.execute(select(Outgoing.id, Outgoing.conversation_id).where(Outgoing.id > number)).all()
        return max((row.id for row in found), default=number), list({row.conversation_id for row in found})


def replies_after(conversation_id: str, after: int) -> list[Reply]:
    """Replies of a conversation with a number above ``after``, in order."""
    with reading() as session:
        rows = session.execute(_AFTER, {"conversation": conversation_id, "after": after})
        return [Reply(identity, name.partition(":")[2], content) for identity, name, content in rows]
