"""How often somebody may do something: counted in the database, so that every process counts together.

Without the database nothing is allowed that needs a count; a message then waits, and is not lost.
"""

import hashlib
import hmac
import time
from threading import Lock
from typing import Any

from cachetools import TLRUCache
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.limits import Allowance
from settings import settings
from storage.tables import Count

#: What is used up, by name, until when: asked before the database is, so that a flood is cheap to refuse.
_USED_UP: TLRUCache[str, int] = TLRUCache(10_000, ttu=lambda _name, until, _now: until, timer=time.time)
_LOCK = Lock()
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def use(session: Session, allowance: Allowance, who: str) -> int:
    """Count one more use within the window of now. Returns by how many the allowance is exceeded: 0 means allowed."""
    now, name = int(time.time()), f"{allowance.name}:{who}"
    window = now - now % allowance.seconds + allowance.seconds
    insert: Any = _INSERT[session.get_bind().dialect.name](Count)
    counted = (
        insert.values(name=name, window=window, number=1)
        .on_conflict_do_update(index_elements=[Count.name, Count.window], set_={"number": Count.number + 1})
        .returning(Count.number)
    )
    exceeded = max(0, int(session.execute(counted).scalar_one()) - allowance.times)
    if exceeded:
        with _LOCK:
            _USED_UP[name] = window
    return exceeded


def used_up(allowance: Allowance, who: str) -> bool:
    """Whether this process has seen the allowance exceeded within the window of now. Costs no database."""
    with _LOCK:
        return f"{allowance.name}:{who}" in _USED_UP


def wait(allowance: Allowance) -> int:
    """Seconds until the next window begins."""
    return allowance.seconds - int(time.time()) % allowance.seconds


def nameless(address: str) -> str:
    """A network address as it is counted: nobody can read it back without this centre's secret."""
    return hmac.new(settings().rasa_token.encode(), address.encode(), hashlib.sha256).hexdigest()[:24]


def forget_old(session: Session) -> None:
    """Drop counts of windows that are over."""
    session.execute(delete(Count).where(Count.window < int(time.time())))
