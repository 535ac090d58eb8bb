"""Takes messages in: stored under a unique name first, acknowledged after. The same message twice is stored once."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from channels.allowance import nameless, use, used_up, wait
from channels.limits import MESSAGES, WAITING
from channels.message import Received
from storage.database import reading, writing
from storage.tables import Conversation, Incoming, now

#: Waits between tries, in seconds; the last one is repeated.
PATIENCE = (0.3, 0.6, 1.0, 2.0, 3.0)


# Statements of every turn are composed once: composing costs SQLAlchemy more than running.
_KNOWN = select(Incoming.id).where(
    Incoming.channel == bindparam("channel"), Incoming.external_id == bindparam("external_id")
)
_WAITING = select(func.count()).where(
    Incoming.conversation_id == bindparam("conversation_id"), Incoming.state == "waiting"
)
_STORE = insert(Incoming.__table__)  # type: ignore[arg-type]
#: A messenger's own order where it has one, else the order of arrival.
_ORDER = func.coalesce(Incoming.sequence, Incoming.id)
_FIRST = (
    select(
        Incoming.conversation_id.label("conversation_id"),
        func.min(_ORDER).label("first"),
        func.count().label("number"),
    )
    .where(Incoming.state == "waiting")
    .group_by(Incoming.conversation_id)
    .subquery()
)
_NEXT = (
    select(Incoming, Conversation, _FIRST.c.number)
    .join(_FIRST, (Incoming.conversation_id == _FIRST.c.conversation_id) & (_FIRST.c.first == _ORDER))
    .join(Conversation, Conversation.id == Incoming.conversation_id)
    .where(Incoming.state == "waiting", Incoming.available_at <= bindparam("by"))
    .order_by(Incoming.id)
    .limit(bindparam("most"))
)


class TooMany(Exception):
    """This conversation writes faster than anybody reads. ``seconds``: when to try again. ``first``: just now."""

    def __init__(self, seconds: int, first: bool = False) -> None:
        super().__init__(seconds)
        self.seconds, self.first = seconds, first


def take_in(message: Received, also: Callable[[Session], None] | None = None) -> int:
    """Store a message; returns its number. Raises TooMany: nothing is stored then.

    ``also`` is done in the same transaction: with it, both happen or neither.
    """
    given = asdict(message)
    with reading() as session:
        known: int | None = session.scalar(_KNOWN, given)
    if known is not None:
        return known
    who, exceeded = nameless(message.conversation_id), 0
    if used_up(MESSAGES, who):
        raise TooMany(wait(MESSAGES))
    try:
        with writing() as session:
            exceeded = use(session, MESSAGES, who)
            if not exceeded:
                number: int = session.execute(_STORE, given).inserted_primary_key[0]  # type: ignore[attr-defined]
                if (session.scalar(_WAITING, given) or 0) > WAITING:
                    raise TooMany(seconds=2)
                if also is not None:
                    also(session)
    except IntegrityError:
        with reading() as session:
            return session.scalars(_KNOWN, given).one()
    if exceeded:
        raise TooMany(wait(MESSAGES), first=exceeded == 1)
    return number


def next_waiting(busy: set[str], most: int) -> list[tuple[Incoming, Conversation, int]]:
    """The oldest waiting message of each conversation that is not ``busy``, if its time has come; and how many wait."""
    with reading() as session:
        rows = session.execute(_NEXT, {"by": now(), "most": most + len(busy)})
        return [(row[0], row[1], row[2]) for row in rows if row[0].conversation_id not in busy][:most]


def postpone(identity: int) -> None:
    """Try again later, a little later each time."""
    with writing() as session:
        row = session.get_one(Incoming, identity)
        wait = PATIENCE[min(row.attempts, len(PATIENCE) - 1)]
        row.attempts += 1
        row.available_at = now() + timedelta(seconds=wait)


def waiting_of(conversation_id: str) -> list[Incoming]:
    """What of a conversation waits to be answered, in order."""
    with reading() as session:
        wanted = (Incoming.conversation_id == conversation_id, Incoming.state == "waiting")
        return list(session.scalars(select(Incoming).where(*wanted).order_by(_ORDER)))


def history(conversation_id: str) -> list[Incoming]:
    """What the worker wrote in a conversation, in order."""
    with reading() as session:
        query = select(Incoming).where(Incoming.conversation_id == conversation_id).order_by(Incoming.id)
        return list(session.scalars(query))
