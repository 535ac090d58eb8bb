"""Rasa's memory: recent conversations only. What must be remembered stands in the application's tables."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

#: Conversations kept; the one unheard for longest goes first and is rebuilt from slots when it returns.
MOST = 2_000


class RecentTrackers(InMemoryTrackerStore):
    """Rasa's own in-memory store with a bound."""

    def __init__(
        self, domain: Domain, event_broker: EventBroker | None = None, most: int = MOST, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._most = most

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save, and forget the conversations that were unheard for longest."""
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._most:
            self.store.popitem(last=False)
