"""Brings replies to chats, in order: what waits, what is under way, what arrived, what was given up and why.

A call is marked before it is made. If we die in between, the sweeper finds the mark and the call is made again: at most
one repeat for each death, because silence is worse.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from channels.states import Sending, before
from storage.database import reading, writing
from storage.tables import Delivery, now

#: Waits between tries when a messenger does not answer, in seconds; the last one is repeated.
PATIENCE = (1, 2, 5, 15, 60, 300)
#: Tries before a delivery is given up: about a day of silence.
TRIES = 300
#: A delivery that has been under way for so long belongs to a process that died.
FORGOTTEN = timedelta(seconds=90)

_OPEN = Delivery.state.in_((Sending.WAITING, Sending.SENDING))
_FIRST = select(func.min(Delivery.id)).where(_OPEN, Delivery.channel == bindparam("channel")).group_by(Delivery.address)
_NEXT = (
    select(Delivery)
    .where(Delivery.id.in_(_FIRST), Delivery.state == Sending.WAITING, Delivery.available_at <= bindparam("by"))
    .order_by(Delivery.id)
    .limit(bindparam("most"))
)


def _move(to: Sending, **values: Any) -> Any:
    """One delivery into a state, if its present one allows that; ``values`` are set with it."""
    return (
        update(Delivery)
        .where(Delivery.id == bindparam("which"), Delivery.state.in_(before(to)))
        .values(state=to, **values)
        .execution_options(synchronize_session=False)
    )


# Statements of every delivery are composed once: composing costs SQLAlchemy more than running.
_BEGIN = _move(Sending.SENDING, available_at=bindparam("moment"))
_SENT = _move(Sending.SENT, sent_at=bindparam("moment"), call=bindparam("nothing", type_=Delivery.call.type))
_GIVE_UP = _move(Sending.GIVEN_UP, reason=bindparam("why"), call=bindparam("nothing", type_=Delivery.call.type))
_LATER = _move(Sending.WAITING, attempts=Delivery.attempts + bindparam("more"), available_at=bindparam("from_when"))


def bring(channel: str, address: str, call: dict[str, Any]) -> None:
    """Have a call made to a chat that answers no message: a farewell, a sentence to somebody in a hurry."""
    with writing() as session:
        session.add(Delivery(channel=channel, address=address, call=call))


def take_next(channel: str, busy: Collection[str], most: int) -> list[Delivery]:
    """The oldest open delivery of each chat whose turn has come, marked as under way. ``busy`` chats are left out."""
    with reading() as session:
        found = list(session.scalars(_NEXT, {"channel": channel, "by": now(), "most": most + len(busy)}))
    found = [delivery for delivery in found if delivery.address not in busy][:most]
    if not found:
        return []
    with writing() as session:
        moved = [session.execute(_BEGIN, {"which": one.id, "moment": now()}) for one in found]
        return [one for one, row in zip(found, moved, strict=True) if row.rowcount]  # type: ignore[attr-defined]


def arrived(identity: int) -> None:
    """It is there. What was said is kept with the reply; the call is no longer needed."""
    with writing() as session:
        session.execute(_SENT, {"which": identity, "moment": now(), "nothing": {}})


def try_later(delivery: Delivery, seconds: float | None = None) -> None:
    """Try again: after as many seconds as the messenger says, or a little later each time it does not answer."""
    if seconds is None and delivery.attempts + 1 >= TRIES:
        give_up(delivery.id, "no answer")
        return
    pause = PATIENCE[min(delivery.attempts, len(PATIENCE) - 1)] if seconds is None else seconds
    with writing() as session:
        values = {"which": delivery.id, "more": int(seconds is None), "from_when": now() + timedelta(seconds=pause)}
        session.execute(_LATER, values)


def give_up(identity: int, reason: str) -> None:
    """Never again. ``reason`` says why in a word or two, for `haki outbox`."""
    with writing() as session:
        session.execute(_GIVE_UP, {"which": identity, "why": reason[:40], "nothing": {}})


def give_up_chat(channel: str, address: str, reason: str) -> None:
    """Never again anything that waits for a chat whose owner has shut us out."""
    with writing() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.channel == channel, Delivery.address == address, _OPEN)
            .values(state=Sending.GIVEN_UP, reason=reason[:40], call={})
        )


def sweep(channel: str, older_than: timedelta = FORGOTTEN) -> int:
    """Let deliveries wait again that a dead process left under way. Returns how many."""
    with writing() as session:
        found = session.execute(
            update(Delivery)
            .where(
                Delivery.channel == channel,
                Delivery.state == Sending.SENDING,
                Delivery.available_at <= now() - older_than,
            )
            .values(state=Sending.WAITING)
        )
        return int(found.rowcount)  # type: ignore[attr-defined]


def figures() -> dict[str, dict[str, int]]:
    """How many deliveries are in which state, and of those given up, why; by channel."""
    with reading() as session:
        counted = session.execute(
            select(Delivery.channel, Delivery.state, Delivery.reason, func.count())
            .group_by(Delivery.channel, Delivery.state, Delivery.reason)
            .order_by(Delivery.channel, Delivery.state, Delivery.reason)
        )
        found: dict[str, dict[str, int]] = {}
        for channel, state, reason, number in counted:
            found.setdefault(channel, {})[f"{state}: {reason}" if reason else state] = number
        return found
