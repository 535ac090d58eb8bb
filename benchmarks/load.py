"""Thirty messages a second for two minutes, half on Telegram's emulator, half in the widget's interface.

Prints how long the first answer took and what was lost. The people, the emulator and Haki share this machine.
"""

import asyncio
import os
import random
import shutil
import sys
import time
import uuid
from collections import defaultdict
from typing import Any

import aiohttp
import numpy as np
from rich.console import Console

from benchmarks.turns import TYPED
from settings import PROJECT
from tests.conftest import DATA, Haki, free_port
from tests.telegram.conftest import with_bot
from tests.telegram.emulated import Emulator
from tests.telegram.fake import TOKEN

#: Messages a second, seconds, people; and the limit in milliseconds that 95 of 100 first answers keep.
PACE, SECONDS, PEOPLE, LIMIT = 30, int(os.environ.get("LOAD_SECONDS", "120")), 50, 1000


def main() -> None:
    """Start everything, write, listen, count."""
    console = Console(width=110)
    folder = PROJECT / "var" / "load"
    shutil.rmtree(folder, ignore_errors=True)
    emulator = Emulator(free_port())
    haki = with_bot(DATA, folder, emulator, "webhook")
    try:
        haki.start("application")
        haki.start("rasa")
        haki.wait()
        measured = asyncio.run(_load(haki, emulator, SECONDS))
        flooded = asyncio.run(_load(haki, emulator, SECONDS // 4, flood=True))
    finally:
        haki.stop()
        emulator.stop()
    lost = 0
    for channel, (durations, sent) in measured["channels"].items():
        p50, p95 = np.percentile(durations, [50, 95]) * 1000 if durations else (0, 0)
        lost += sent - len(durations)
        beside = np.percentile(flooded["channels"][channel][0], 95) * 1000
        console.print(
            f"{channel}: {sent} messages, first answer p50 {p50:.0f} ms, p95 {p95:.0f} ms (limit {LIMIT}); "
            f"beside a chat that floods p95 {beside:.0f} ms ({beside / p95:.2f} times)"
        )
    console.print(f"lost: {lost}; pace {measured['pace']:.1f} messages a second")
    console.print("milliseconds in all, by stage: " + ", ".join(f"{k} {v:.0f}" for k, v in measured["stages"].items()))
    sys.exit(bool(lost))


async def _load(haki: Haki, emulator: Emulator, seconds: int, flood: bool = False) -> dict[str, Any]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(120)) as client:
        pages = [_Page(client, haki.address) for _ in range(PEOPLE // 2)]
        chats = _Chats(client, emulator, range(1000, 1000 + PEOPLE // 2))
        await asyncio.gather(*(page.begin() for page in pages), chats.begin())
        listening = [asyncio.create_task(page.listen()) for page in pages]
        listening.append(asyncio.create_task(chats.listen()))
        if flood:
            listening.append(asyncio.create_task(_flood(client, haki.address)))
        started = time.perf_counter()
        writing: set[asyncio.Task[None]] = set()
        for number in range(PACE * seconds):
            await asyncio.sleep(max(0.0, started + number / PACE - time.perf_counter()))
            text = random.choice(TYPED).format(random.randint(2, 100_000))
            work = chats.write(number, text) if number % 2 else pages[number // 2 % len(pages)].write(text)
            task = asyncio.create_task(work)
            writing.add(task)
            task.add_done_callback(writing.discard)
        pace = PACE * seconds / (time.perf_counter() - started)
        await asyncio.gather(*writing)
        until = time.perf_counter() + 60
        while time.perf_counter() < until and (chats.waiting() or any(page.sent for page in pages)):
            await asyncio.sleep(0.2)
        for task in listening:
            task.cancel()
        async with client.get(f"{haki.address}/api/stages") as response:
            stages = {stage: entry["milliseconds"] for stage, entry in (await response.json()).items()}
    durations = [duration for page in pages for duration in page.durations]
    unanswered = sum(len(page.sent) for page in pages)
    return {
        "channels": {
            "widget": (durations, len(durations) + unanswered),
            "Telegram": (chats.durations, len(chats.durations) + chats.waiting()),
        },
        "pace": pace,
        "stages": stages,
    }


async def _flood(client: aiohttp.ClientSession, address: str) -> None:
    """Somebody who writes as fast as the network lets them, and does not wait when told to."""
    page = _Page(client, address)
    await page.begin()
    # From somewhere else, as the proxy in front of us reports it: what an address may do is shared by all who have it.
    page.head["x-forwarded-for"] = "203.0.113.9"
    while True:
        await page.push("my boss has not paid me")


class _Page:
    """A person with the widget open."""

    def __init__(self, client: aiohttp.ClientSession, address: str) -> None:
        self._client, self._address = client, address
        self.sent: dict[str, float] = {}
        self.durations: list[float] = []

    async def begin(self) -> None:
        async with self._client.post(f"{self._address}/api/conversations") as response:
            self.head = {"authorization": f"Bearer {(await response.json())['key']}"}
        async with self._client.post(
            f"{self._address}/api/messages", json={"id": "country", "choice": "country:QA"}, headers=self.head
        ) as response:
            response.raise_for_status()

    async def write(self, text: str) -> None:
        name = str(uuid.uuid4())
        self.sent[name] = time.perf_counter()
        while True:
            async with self._client.post(
                f"{self._address}/api/messages", json={"id": name, "text": text}, headers=self.head
            ) as response:
                if response.status == 202:
                    return
                await asyncio.sleep(float(response.headers.get("Retry-After", 1)))

    async def push(self, text: str) -> None:
        """Write without listening and without patience."""
        body = {"id": str(uuid.uuid4()), "text": text}
        async with self._client.post(f"{self._address}/api/messages", json=body, headers=self.head) as response:
            await response.read()

    async def listen(self) -> None:
        async with self._client.get(f"{self._address}/api/stream", headers=self.head) as response:
            async for line in response.content:
                for name in [name for name in self.sent if name.encode() in line]:
                    self.durations.append(time.perf_counter() - self.sent.pop(name))


class _Chats:
    """People on Telegram; whoever waits for an answer does not write again before it has come."""

    def __init__(self, client: aiohttp.ClientSession, emulator: Emulator, chats: range) -> None:
        self._client, self._emulator, self._chats = client, emulator, chats
        self._waiting: dict[int, list[float]] = defaultdict(list)
        self.durations: list[float] = []

    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    async def begin(self) -> None:
        for chat in self._chats:
            await self._say(chat, "Qatar")
        await asyncio.sleep(3)
        await self._new()

    async def write(self, number: int, text: str) -> None:
        chat = self._chats[number // 2 % len(self._chats)]
        self._waiting[chat].append(time.perf_counter())
        await self._say(chat, text)

    async def listen(self) -> None:
        while True:
            found, moment = await self._new(), time.perf_counter()
            for chat in found:
                if self._waiting[chat]:
                    self.durations.append(moment - self._waiting[chat].pop(0))
            await asyncio.sleep(0.05)

    async def _say(self, chat: int, text: str) -> None:
        person = {"id": chat, "first_name": "A", "is_bot": False, "language_code": "en"}
        where = {"id": chat, "first_name": "A", "type": "private"}
        message = {"botToken": TOKEN, "date": int(time.time()), "from": person, "chat": where, "text": text}
        async with self._client.post(f"{self._emulator.address}/sendMessage", json=message) as response:
            response.raise_for_status()

    async def _new(self) -> list[int]:
        """The chats in which something was said since the last look, once for each message."""
        async with self._client.get(f"{self._emulator.address}/said/{TOKEN}") as response:
            return [int(entry["message"]["chat_id"]) for entry in (await response.json())["said"]]


if __name__ == "__main__":
    main()
