"""Takes messages in: stored under a unique name first, acknowledged after. The same message twice is stored once."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from channels.limits import WAITING
from channels.message import Received
from storage.database import reading, writing
from storage.tables import Conversation, Incoming, now

#: Waits between tries, in seconds; the last one is repeated.
PATIENCE = (0.3, 0.6, 1.0, 2.0, 3.0)


class TooMany(Exception):
    """This conversation has too many unanswered messages."""


def open_conversation(channel: str) -> tuple[str, str]:
    """Begin a conversation. Returns its id and the secret key that opens it; only a digest of the key is kept."""
    key, identity = secrets.token_urlsafe(24), str(uuid.uuid4())
    with writing() as session:
        session.add(Conversation(id=identity, channel=channel, address=_digest(key), slots={}))
    return identity, key


def find_conversation(channel: str, key: str) -> str | None:
    """The conversation that a key opens."""
    with reading() as session:
        return session.scalar(
            select(Conversation.id).where(Conversation.channel == channel, Conversation.address == _digest(key))
        )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def take_in(message: Received) -> int:
    """Store a message; returns its number. Raises TooMany."""
    same = (Incoming.channel == message.channel, Incoming.external_id == message.external_id)
    try:
        with writing() as session:
            if (known := session.scalar(select(Incoming.id).where(*same))) is not None:
                return known
            waiting = session.scalar(
                select(func.count())
                .select_from(Incoming)
                .where(Incoming.conversation_id == message.conversation_id, Incoming.state == "waiting")
            )
            if (waiting or 0) >= WAITING:
                raise TooMany
            row = Incoming(
                channel=message.channel,
                external_id=message.external_id,
                conversation_id=message.conversation_id,
                kind=message.kind,
                words=message.words,
            )
            session.add(row)
            session.flush()
            return row.id
    except IntegrityError:
        with reading() as session:
            return session.scalars(select(Incoming.id).where(*same)).one()


def next_waiting(busy: set[str], most: int) -> list[Incoming]:
    """The oldest waiting message of each conversation that nobody works on, if its time has come."""
    with reading() as session:
        oldest = select(func.min(Incoming.id)).where(Incoming.state == "waiting").group_by(Incoming.conversation_id)
        query = (
            select(Incoming)
            .where(Incoming.id.in_(oldest), Incoming.available_at <= now())
            .order_by(Incoming.id)
            .limit(most + len(busy))
        )
        return [row for row in session.scalars(query) if row.conversation_id not in busy][:most]


def postpone(identity: int) -> None:
    """Try again later, a little later each time."""
    with writing() as session:
        row = session.get_one(Incoming, identity)
        wait = PATIENCE[min(row.attempts, len(PATIENCE) - 1)]
        row.attempts += 1
        row.available_at = now() + timedelta(seconds=wait)


def history(conversation_id: str) -> list[Incoming]:
    """What the worker wrote in a conversation, in order."""
    with reading() as session:
        query = select(Incoming).where(Incoming.conversation_id == conversation_id).order_by(Incoming.id)
        return list(session.scalars(query))
