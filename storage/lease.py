"""Work that only one process may do at a time, such as sending to a messenger."""

from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from storage.database import writing
from storage.tables import Lease, now


def hold(name: str, holder: str, seconds: float) -> bool:
    """Take or keep a piece of work for so many seconds. False while another process has it."""
    until = now() + timedelta(seconds=seconds)
    with writing() as session:
        mine = or_(Lease.holder == holder, Lease.until < now())
        kept = session.execute(update(Lease).where(Lease.name == name, mine).values(holder=holder, until=until))
        if kept.rowcount:  # type: ignore[attr-defined]
            return True
    try:
        with writing() as session:
            session.add(Lease(name=name, holder=holder, until=until))
    except IntegrityError:
        return False
    return True


def let_go(name: str, holder: str) -> None:
    """Leave a piece of work to others."""
    with writing() as session:
        session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now()))
