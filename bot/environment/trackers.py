"""Rasa's memory: recent conversations only. What must be remembered stands in the application's tables."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

#: Conversations kept; the one unheard for longest goes first and is rebuilt from slots when it returns.
MOST = 500


class RecentTrackers(TrackerStore):
    """Conversations as they are, not as text: Rasa's own in-memory store writes and reads JSON at every look."""

    def __init__(
        self, domain: Domain, event_broker: EventBroker | None = None, most: int = MOST, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._most = most

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep, and forget the conversations that were unheard for longest."""
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, if it is still known."""
        return self._kept.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """Who is known."""
        return list(self._kept)

    def forget(self, sender_id: str) -> None:
        """Drop a conversation whose turn failed halfway; the next try begins from its slots."""
        self._kept.pop(sender_id, None)
