"""Telegram's Bot API as far as Haki uses it, with the moods that no emulator has: 429, 403, repeats, disorder, death.

It refuses what Telegram refuses: texts that are empty or too long, payloads over 64 bytes, marks outside the text.
"""

import asyncio
import itertools
import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

TOKEN = "4242:a-token-that-only-the-tests-know"
SECRET = "a-secret-that-only-telegram-knows"


class FakeTelegram:
    """Runs in a thread of its own. ``said`` lists what was said in each chat, with the moment."""

    def __init__(self) -> None:
        self.said: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.webhook: dict[str, Any] = {}
        self.mood: Callable[[str, dict[str, Any]], web.Response | None] = lambda method, given: None
        self.updates: list[dict[str, Any]] = []
        self._numbers = itertools.count(1000)
        self._messages = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        application = web.Application(client_max_size=10_000_000)
        application.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self._ready.set()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        method = request.match_info["method"]
        given = {name: _read(value) for name, value in (await request.post()).items()}
        if not given and request.can_read_body:
            given = json.loads(await request.text() or "{}")
        self.calls.append((method, given))
        refused = self.mood(method, given)
        if refused is not None:
            return refused
        answer = getattr(self, f"_do_{method}", None)
        found = await answer(given) if answer else True
        return found if isinstance(found, web.Response) else web.json_response({"ok": True, "result": found})

    async def _do_getUpdates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        after = int(given.get("offset") or 0)
        self.updates = [update for update in self.updates if update["update_id"] >= after]
        until = time.monotonic() + min(int(given.get("timeout") or 0), 2)
        while not self.updates and time.monotonic() < until:
            await asyncio.sleep(0.02)
        return self.updates[:100]

    async def _do_setWebhook(self, given: dict[str, Any]) -> bool:
        self.webhook = given
        return True

    async def _do_sendMessage(self, given: dict[str, Any]) -> Any:
        text, chat = str(given.get("text", "")), int(given["chat_id"])
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if not text.strip():
            return _refused(400, "Bad Request: message text is empty")
        if length > 4096:
            return _refused(400, "Bad Request: message is too long")
        for mark in given.get("entities") or ():
            if mark["offset"] < 0 or mark["length"] <= 0 or mark["offset"] + mark["length"] > length:
                return _refused(400, "Bad Request: wrong entity")
        rows = (given.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in itertools.chain.from_iterable(rows):
            if not 1 <= len(button["callback_data"].encode()) <= 64 or not button["text"]:
                return _refused(400, "Bad Request: BUTTON_DATA_INVALID")
        number = next(self._messages)
        self.said[chat].append({**given, "number": number, "at": time.monotonic()})
        return {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}, "text": text}

    async def _do_editMessageReplyMarkup(self, given: dict[str, Any]) -> Any:
        chat, number = int(given["chat_id"]), int(given["message_id"])
        for message in self.said[chat]:
            if message["number"] == number:
                if message.get("reply_markup") == given.get("reply_markup"):
                    return _refused(400, "Bad Request: message is not modified")
                message["reply_markup"] = given.get("reply_markup")
                return {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}}
        return _refused(400, "Bad Request: message to edit not found")

    # What a worker does

    def message(self, chat: int, text: str | None = None, language: str = "en", **more: Any) -> dict[str, Any]:
        """An update with a message; hand it in with ``deliver`` or let it be asked for with ``offer``."""
        return {
            "update_id": next(self._numbers),
            "message": {
                "message_id": next(self._messages),
                "date": int(time.time()),
                "from": {"id": chat, "is_bot": False, "first_name": "A", "language_code": language},
                "chat": {"id": chat, "type": "private"},
                **({"text": text} if text is not None else {}),
                **more,
            },
        }

    def press(self, chat: int, data: str, language: str = "en") -> dict[str, Any]:
        """An update with a press of a button of the last message that has it."""
        shown = next(
            message
            for message in reversed(self.said[chat])
            if any(button["callback_data"] == data for row in _keys(message) for button in row)
        )
        return {
            "update_id": next(self._numbers),
            "callback_query": {
                "id": str(next(self._messages) + 10**9),
                "from": {"id": chat, "is_bot": False, "first_name": "A", "language_code": language},
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": shown["number"],
                    "date": int(time.time()),
                    "chat": {"id": chat, "type": "private"},
                    "text": shown["text"],
                    "reply_markup": shown["reply_markup"],
                },
            },
        }

    def offer(self, update: dict[str, Any]) -> None:
        """Let it be asked for."""
        self.updates.append(update)

    def deliver(
        self,
        address: str,
        updates: list[dict[str, Any]],
        times: int = 1,
        shuffled: bool = False,
        at_once: int = 1,
        secret: str = SECRET,
        patience: float = 60,
    ) -> list[int]:
        """Bring updates to a webhook as Telegram does: again and again until it says 2xx. Returns the last statuses."""
        return asyncio.run_coroutine_threadsafe(
            self._deliver(address, updates, times, shuffled, at_once, secret, patience), self._loop
        ).result(patience + 60)

    async def _deliver(
        self, address: str, updates: list, times: int, shuffled: bool, at_once: int, secret: str, patience: float
    ) -> list[int]:
        todo = updates * times
        if shuffled:
            random.Random(5).shuffle(todo)
        gate = asyncio.Semaphore(at_once)
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}

        async def bring(client: aiohttp.ClientSession, update: dict[str, Any]) -> int:
            until, status = time.monotonic() + patience, 0
            async with gate:
                while time.monotonic() < until:
                    try:
                        async with client.post(f"{address}/telegram", json=update, headers=headers) as response:
                            status = response.status
                            if status < 300 or status == 403:
                                return status
                    except aiohttp.ClientError:
                        pass
                    await asyncio.sleep(0.2)
            return status

        async with aiohttp.ClientSession() as client:
            return await asyncio.gather(*(bring(client, update) for update in todo))

    def heard(self, chat: int, count: int = 1, within: float = 30) -> list[dict[str, Any]]:
        """What was said in a chat, once there is at least so much."""
        until = time.monotonic() + within
        while len(self.said[chat]) < count:
            if time.monotonic() > until:
                raise AssertionError(f"{len(self.said[chat])} of {count} messages came to chat {chat}.")
            time.sleep(0.02)
        return self.said[chat]


def _keys(message: dict[str, Any]) -> list[list[dict[str, str]]]:
    return (message.get("reply_markup") or {}).get("inline_keyboard", [])


def _read(value: Any) -> Any:
    """PTB sends structures as JSON within a form."""
    text = str(value)
    if text[:1] in "{[":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _refused(status: int, why: str, **parameters: Any) -> web.Response:
    body = {"ok": False, "error_code": status, "description": why}
    return web.json_response({**body, **({"parameters": parameters} if parameters else {})}, status=status)


def too_many(seconds: int) -> web.Response:
    """Telegram's 429."""
    return _refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def blocked() -> web.Response:
    """Telegram's 403."""
    return _refused(403, "Forbidden: bot was blocked by the user")
