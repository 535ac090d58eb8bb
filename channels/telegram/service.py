"""Telegram's side of the application: asks for updates or is brought them, tells Telegram what the bot is, sends.

python-telegram-bot's own intake acknowledges from memory, so only its types, calls and errors are used.
"""

import asyncio
import hmac
import json
import logging
import time
import uuid
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from telegram import Bot, Update
from telegram.constants import ChatAction
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from channels.limits import LARGEST_BODY
from channels.telegram import CHANNEL, order
from channels.telegram.commands import tell
from channels.telegram.intake import Intake
from channels.telegram.sender import Sender, pause_after
from channels.timing import timed
from channels.worker import Worker
from settings import Settings
from storage.lease import hold, let_go

logger = logging.getLogger(__name__)

#: Only one process sends and asks: for how long it says so, and how often, in seconds.
LEASE, RENEW = 6.0, 2.0
#: How long one question for updates may stay open, and the longest pause after a failure, in seconds.
OPEN, PAUSE = 25, 30
#: Seconds after which a worker who still waits sees that something is being written.
TYPING = 1.0
#: Seconds between looks at updates that are held for a predecessor.
LET_GO = 0.25
#: Connections to Telegram: sending and asking side by side.
CONNECTIONS = 32
#: Where Telegram brings updates.
PATH = "/telegram"
#: What Telegram is asked to bring: messages, edits, presses, and who blocked the bot or took it into a group.
KINDS = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


class TelegramService:
    """One for each process. The one that holds the lease sends, and asks for updates."""

    def __init__(self, chosen: Settings) -> None:
        self._settings = chosen
        request = partial(HTTPXRequest, httpx_kwargs={"trust_env": False}, read_timeout=20, pool_timeout=20)
        self._requests = request(connection_pool_size=CONNECTIONS), request(connection_pool_size=1)
        self.bot = Bot(
            chosen.telegram_token,
            base_url=f"{chosen.telegram_api}/bot",
            base_file_url=f"{chosen.telegram_api}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self.sender = Sender(self.bot)
        webhook = chosen.telegram_intake == "webhook"
        self._intake = Intake(self.bot, int(chosen.telegram_token.partition(":")[0]), in_order=webhook)
        self._worker: Worker | None = None
        self._name = str(uuid.uuid4())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._soon: set[asyncio.Task[Any]] = set()
        self._highest, self._late_at = 0, 0.0

    def ring(self) -> None:
        """Something waits to be sent. May be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.sender.ring)

    async def run(self, worker: Worker) -> None:
        """Work until cancelled: whenever this process holds the lease, it sends and asks."""
        self._worker, self._loop = worker, asyncio.get_running_loop()
        working: list[asyncio.Task[Any]] = []
        try:
            while True:
                for job in (job for job in working if job.done()):
                    job.result()  # Raises what ended it, unless it was done.
                held = await to_thread.run_sync(hold, CHANNEL, self._name, LEASE)
                if held and not working:
                    intake = self._ask if self._settings.telegram_intake == "polling" else self._let_go
                    working = [
                        asyncio.create_task(self._keep(job)) for job in (self.sender.run, self._introduce, intake)
                    ]
                elif not held and working:
                    await _stop(working)
                await asyncio.sleep(RENEW)
        finally:
            await _stop([*working, *self._soon])
            await to_thread.run_sync(let_go, CHANNEL, self._name)

    async def close(self) -> None:
        """Let go of connections."""
        for request in self._requests:
            await request.shutdown()

    async def _keep(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do a job again and again until it is done; what Telegram refuses is noted and tried later."""
        pause = 1.0
        while True:
            try:
                await job()
                return
            except InvalidToken:
                logger.error("Telegram does not know this bot. Check HAKI_TELEGRAM_TOKEN with @BotFather.")
                pause = PAUSE
            except RetryAfter as error:
                pause = pause_after(error)
            except TelegramError as error:
                logger.warning("Telegram: %s. Trying again in %s s.", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, PAUSE)

    async def _introduce(self) -> None:
        """Say how updates come, and what this bot is."""
        if self._settings.telegram_intake == "webhook":
            await self.bot.set_webhook(
                f"{self._settings.public_url}{PATH}",
                secret_token=self._settings.telegram_secret,
                allowed_updates=KINDS,
                max_connections=40,
            )
        await tell(self.bot)

    async def _let_go(self) -> None:
        """Let go updates whose predecessor does not come."""
        while True:
            await asyncio.sleep(LET_GO)
            quiet = time.monotonic() - self._late_at
            if await to_thread.run_sync(order.let_go, quiet) and self._worker is not None:
                self._worker.ring()

    async def _ask(self) -> None:
        """Ask for updates; the next question acknowledges those that were stored, and no others."""
        await self.bot.delete_webhook()
        after: int | None = None
        while True:
            for update in await self.bot.get_updates(offset=after, timeout=OPEN, allowed_updates=KINDS):
                await self._take(update.to_dict())
                after = update.update_id + 1

    async def receive(self, request: Request) -> Response:
        """Where Telegram brings updates. 200 means: stored."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        secret = self._settings.telegram_secret
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return JSONResponse({"error": "This address is for Telegram only."}, 403)
        body = await request.body()
        if len(body) > LARGEST_BODY:
            return JSONResponse({"error": "too large"}, 413)
        try:
            update = json.loads(body)
            if not isinstance(update.get("update_id"), int):
                raise ValueError
        except (ValueError, AttributeError):
            return JSONResponse({"error": "This is no update."}, 400)
        await self._take(update)
        return JSONResponse({"ok": True})

    async def _take(self, update: dict[str, Any]) -> None:
        if update["update_id"] <= self._highest:
            self._late_at = time.monotonic()
        self._highest = max(self._highest, update["update_id"])
        with timed("taking in"):
            conversation = await to_thread.run_sync(self._intake.take, update)
        press = (update.get("callback_query") or {}).get("id")
        if press:
            self._later(self.bot.answer_callback_query(press))
        self.sender.ring()
        if conversation is not None and self._worker is not None:
            self._worker.ring()
            chat = _chat_of(update)
            if chat is not None:
                self._later(self._show_typing(conversation, chat))

    async def _show_typing(self, conversation: str, chat: int) -> None:
        """A sign of life for whoever has to wait; those answered at once do not need it."""
        assert self._worker is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(TYPING):
                await self._worker.listen(conversation).wait()
            return
        await self.bot.send_chat_action(chat, ChatAction.TYPING)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Courtesies: nothing depends on them, so nobody waits for them."""

        async def quietly() -> None:
            with suppress(TelegramError):
                await work

        task = asyncio.create_task(quietly())
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)


def _chat_of(update: dict[str, Any]) -> int | None:
    about = update.get("message") or update.get("edited_message") or (update.get("callback_query") or {}).get("message")
    return ((about or {}).get("chat") or {}).get("id")


async def _stop(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task
    tasks.clear()
