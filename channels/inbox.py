"""Takes messages in: stored under a unique name first, acknowledged after. The same message twice is stored once."""

import hashlib
import secrets
import uuid
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from channels.limits import WAITING
from channels.message import Received
from storage.database import reading, writing
from storage.tables import Conversation, Incoming, now

#: Waits between tries, in seconds; the last one is repeated.
PATIENCE = (0.3, 0.6, 1.0, 2.0, 3.0)


# Statements of every turn are composed once: composing costs SQLAlchemy more than running.
_OPENED = select(Conversation.id).where(
    Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")
)
_KNOWN = select(Incoming.id).where(
    Incoming.channel == bindparam("channel"), Incoming.external_id == bindparam("external_id")
)
_WAITING = select(func.count()).where(
    Incoming.conversation_id == bindparam("conversation_id"), Incoming.state == "waiting"
)
_STORE = insert(Incoming.__table__)  # type: ignore[arg-type]
_OLDEST = select(func.min(Incoming.id)).where(Incoming.state == "waiting").group_by(Incoming.conversation_id)
_NEXT = (
    select(Incoming, Conversation)
    .join(Conversation, Conversation.id == Incoming.conversation_id)
    .where(Incoming.id.in_(_OLDEST), Incoming.available_at <= bindparam("by"))
    .order_by(Incoming.id)
    .limit(bindparam("most"))
)


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
        return session.scalar(_OPENED, {"channel": channel, "address": _digest(key)})


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def take_in(message: Received) -> int:
    """Store a message; returns its number. Raises TooMany."""
    given = asdict(message)
    try:
        with writing() as session:
            number: int = session.execute(_STORE, given).inserted_primary_key[0]  # type: ignore[attr-defined]
            if (session.scalar(_WAITING, given) or 0) > WAITING:
                raise TooMany
            return number
    except IntegrityError:
        with reading() as session:
            return session.scalars(_KNOWN, given).one()


def next_waiting(busy: set[str], most: int) -> list[tuple[Incoming, Conversation]]:
    """The oldest waiting message of each conversation that nobody works on, if its time has come."""
    with reading() as session:
        rows = session.execute(_NEXT, {"by": now(), "most": most + len(busy)})
        return [(row[0], row[1]) for row in rows if row[0].conversation_id not in busy][:most]


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
