"""Rasa's memory: recent conversations only. What must be remembered stands in the application's tables.

A conversation that nobody went on with is dropped soon, so that one which was forgotten in the tables is forgotten here
as well, whatever was under way. Whoever returns is rebuilt from slots.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

#: Conversations kept, and for how many seconds after their last turn.
MOST, KEPT = 500, 40.0


class RecentTrackers(TrackerStore):
    """Conversations as they are, not as text: Rasa's own in-memory store writes and reads JSON at every look."""

    def __init__(
        self, domain: Domain, event_broker: EventBroker | None = None, most: int = MOST, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        # When each was saved, and what; the one saved first comes first.
        self._kept: OrderedDict[str, tuple[float, DialogueStateTracker]] = OrderedDict()
        self._most = most
        self._alarm: asyncio.TimerHandle | None = None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep, and forget the conversations that were unheard for longest."""
        loop = asyncio.get_running_loop()
        self._kept[tracker.sender_id] = loop.time(), tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        if self._alarm is None:
            self._alarm = loop.call_later(KEPT, self._drop_unheard, loop)

    def _drop_unheard(self, loop: asyncio.AbstractEventLoop) -> None:
        """Drop what was kept for long enough, and look again when the next one will have been."""
        self._alarm = None
        while self._kept:
            saved, _tracker = next(iter(self._kept.values()))
            if loop.time() < saved + KEPT:
                self._alarm = loop.call_at(saved + KEPT, self._drop_unheard, loop)
                return
            self._kept.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, if it is still known."""
        return self._kept[sender_id][1] if sender_id in self._kept else None

    async def keys(self) -> Iterable[str]:
        """Who is known."""
        return list(self._kept)
