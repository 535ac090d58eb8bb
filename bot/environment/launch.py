"""Starts Rasa's own command line with its slow spots mended; measured in docs/decisions/0002.

Rasa opens a new connection for every call, sends the whole conversation with every action, checks each answer of the
action server against a JSON schema, searches all event classes for every event and hands each small graph to a
scheduler made for large ones. Its action server is our own application on the same machine, so connections stay open,
what actions read is sent, the answer is trusted, and graphs run by dask's plain loop.
Nothing of what Rasa decides changes.
"""

from __future__ import annotations

import functools
import os
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import aiohttp

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

#: Seconds that an idle connection stays open; the application keeps its end open for longer.
KEPT = 30.0


class _Kept:
    """A session that stays open when Rasa is done with it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_error: object) -> None:
        return None


def mend_slow_spots() -> None:
    """Do once what Rasa does at every call."""
    import aiohttp
    import dask
    import dask.core
    import rasa
    from rasa.core.actions.action import RemoteAction
    from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
    from rasa.utils.endpoints import EndpointConfig

    @functools.cache
    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT, limit=0),
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        )

    def call_format(action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
        return {
            "next_action": action.name(),
            "sender_id": tracker.sender_id,
            "tracker": tracker.current_state(EventVerbosity.NONE),
            "version": rasa.__version__,
        }

    dask.get = dask.core.get
    EndpointConfig.session = lambda _endpoint: _Kept(session())  # type: ignore[assignment, method-assign]
    RemoteAction._action_call_format = call_format  # type: ignore[method-assign]
    RemoteAction._validate_action_result = lambda _action, _result: True  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(  # type: ignore[method-assign]
        functools.lru_cache(maxsize=None)(Event.resolve_by_type)
    )


def hush() -> None:
    """Rasa turns warnings on again for everybody: what its libraries deprecate is no business of a centre's log."""
    show = warnings.showwarning

    def shown(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if not issubclass(category, DeprecationWarning):
            show(message, category, *where, **more)

    warnings.showwarning = shown


def main() -> None:
    """Hand over to Rasa."""
    hush()
    mend_slow_spots()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
