"""Brings deliveries to Telegram: in order within a chat, several chats at once, at a pace that Telegram bears.

Only the process that holds the lease sends, so that the pace is kept and nothing is sent by two.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from anyio import to_thread
from cachetools import TTLCache
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from channels import deliveries, doors
from channels.limits import TELEGRAM_CHAT_BURST, TELEGRAM_CHAT_SECONDS, TELEGRAM_PACE
from channels.telegram import CHANNEL
from channels.timing import timed
from storage.tables import Delivery

logger = logging.getLogger(__name__)

#: Chats brought something at once.
TOGETHER = 16
#: Seconds between looks when nobody rings, and between two sweeps.
LOOK, SWEEP = 0.5, 30.0
#: What Telegram says of a change that had been made already, by a try whose OK we never saw.
ALREADY = "not modified"


def pause_after(error: RetryAfter) -> float:
    """Seconds that Telegram wants us to wait."""
    wanted = error.retry_after
    return wanted.total_seconds() if isinstance(wanted, timedelta) else float(wanted)


class Sender:
    """One for each process; works while its process holds the lease."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._bell = asyncio.Event()
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pace = AsyncLimiter(TELEGRAM_PACE, 1)
        self._chats: TTLCache[str, AsyncLimiter] = TTLCache(maxsize=10_000, ttl=60)

    def ring(self) -> None:
        """Something waits."""
        self._bell.set()

    async def run(self) -> None:
        """Work until cancelled. What a dead process left under way is taken up first, and looked for again."""
        loop = asyncio.get_running_loop()
        await to_thread.run_sync(deliveries.sweep, CHANNEL, timedelta())
        swept = loop.time()
        try:
            while True:
                self._bell.clear()
                room = TOGETHER - len(self._busy)
                found = []
                if room > 0:
                    found = await to_thread.run_sync(deliveries.take_next, CHANNEL, set(self._busy), room)
                for delivery in found:
                    self._busy.add(delivery.address)
                    task = asyncio.create_task(self._bring(delivery))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                if loop.time() - swept > SWEEP:
                    await to_thread.run_sync(deliveries.sweep, CHANNEL)
                    swept = loop.time()
                try:
                    async with asyncio.timeout(LOOK):
                        await self._bell.wait()
                except TimeoutError:
                    pass
        finally:
            for task in list(self._tasks):
                task.cancel()

    async def _bring(self, delivery: Delivery) -> None:
        try:
            async with self._chat(delivery.address), self._pace:
                with timed("sending to Telegram"):
                    await self._call(delivery)
        finally:
            self._busy.discard(delivery.address)
            self.ring()

    async def _call(self, delivery: Delivery) -> None:
        try:
            await self._make(delivery.address, **delivery.call)
        except RetryAfter as error:
            await to_thread.run_sync(deliveries.try_later, delivery, pause_after(error))
        except Forbidden:
            # Whoever blocks the bot does not want to hear from it. Nothing is tried again until they write.
            await to_thread.run_sync(deliveries.give_up_chat, CHANNEL, delivery.address, "blocked")
            await to_thread.run_sync(doors.mark, CHANNEL, delivery.address, "blocked")
        except InvalidToken:
            logger.error("Telegram does not know this bot any more. Check HAKI_TELEGRAM_TOKEN.")
            await to_thread.run_sync(deliveries.try_later, delivery)
        except (BadRequest, ChatMigrated) as error:
            if ALREADY in str(error).lower():
                await to_thread.run_sync(deliveries.arrived, delivery.id)
            else:
                await to_thread.run_sync(deliveries.give_up, delivery.id, "refused")
        except TelegramError as error:
            logger.warning("Telegram did not take a message (%s); it is tried again.", type(error).__name__)
            await to_thread.run_sync(deliveries.try_later, delivery)
        except (TypeError, ValueError, KeyError, AttributeError):
            # Telegram said OK, in words that the library does not know yet.
            await to_thread.run_sync(deliveries.arrived, delivery.id)
        else:
            await to_thread.run_sync(deliveries.arrived, delivery.id)

    async def _make(self, chat: str, text: str | None = None, message_id: int = 0, **more: Any) -> None:
        """The call itself: say something, or take used buttons away."""
        if text is not None:
            await self._bot.send_message(chat, text, api_kwargs=more)
        else:
            await self._bot.edit_message_reply_markup(chat, message_id, api_kwargs=more)

    def _chat(self, address: str) -> AsyncLimiter:
        """The pace of one chat."""
        return self._chats.setdefault(address, AsyncLimiter(TELEGRAM_CHAT_BURST, TELEGRAM_CHAT_SECONDS))
