"""Puts updates back in the order in which they were written.

Telegram numbers a bot's updates one by one, but hands in up to forty at once, so that a later one can arrive first.
One whose predecessor has not been seen is stored, and acknowledged, and held until the predecessor is there, or until
it does not seem to come: numbers leap after a quiet week.
"""

from sqlalchemy import Update, func, select, update
from sqlalchemy.orm import Session

from channels.telegram import CHANNEL
from storage.database import reading, writing
from storage.tables import Incoming, UnreadUpdate, now

#: Seconds without a late update after which a missing one is not waited for; and the longest that anybody waits.
QUIET, PATIENCE = 1.0, 10.0


def place(session: Session, sequence: int) -> None:
    """Hold the update just stored if its predecessor is missing; else let go those that waited for it."""
    if not _in_order(session, sequence - 1):
        session.execute(_move(sequence, "waiting", "held"))
        return
    following = sequence + 1
    while _seen(session, following):
        session.execute(_move(following, "held", "waiting"))
        following += 1


def let_go(quiet: float) -> int:
    """Let go what is held in vain. Returns how many; called again and again.

    ``quiet``: seconds since an update last came late or twice: while they do, what is missing may still come.
    """
    held = Incoming.state == "held"
    with reading() as session:
        oldest = session.scalar(select(func.min(Incoming.received_at)).where(held))
    if oldest is None:
        return 0
    age = (now() - oldest).total_seconds()
    if age < QUIET or (quiet < QUIET and age < PATIENCE):
        return 0
    with writing() as session:
        found = session.execute(update(Incoming).where(held).values(state="waiting"))
        return int(found.rowcount)  # type: ignore[attr-defined]


def _in_order(session: Session, sequence: int) -> bool:
    """Whether an update has been seen and waits for no predecessor itself."""
    wanted = (Incoming.channel == CHANNEL, Incoming.sequence == sequence)
    state = session.scalar(select(Incoming.state).where(*wanted))
    return state != "held" if state else _unread(session, sequence)


def _seen(session: Session, sequence: int) -> bool:
    found = session.scalar(select(Incoming.id).where(Incoming.channel == CHANNEL, Incoming.sequence == sequence))
    return found is not None or _unread(session, sequence)


def _unread(session: Session, sequence: int) -> bool:
    wanted = (UnreadUpdate.channel == CHANNEL, UnreadUpdate.sequence == sequence)
    return session.scalar(select(UnreadUpdate.external_id).where(*wanted)) is not None


def _move(sequence: int, before: str, after: str) -> Update:
    wanted = (Incoming.channel == CHANNEL, Incoming.sequence == sequence, Incoming.state == before)
    return update(Incoming).where(*wanted).values(state=after)
