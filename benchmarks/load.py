"""Thirty messages a second, half on Telegram's emulator, half in the widget's interface; then one person alone on each;
then thirty a second again, with and without a chat that floods.

Prints how long the first answer took and what was lost. The people, the emulator and Haki share this machine.
"""

import asyncio
import json
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
#: The same of one person on each channel, and the limit that half of the first answers keep.
ALONE, ALONE_SECONDS, ALONE_LIMIT = 1, 40, 100
#: Calm and flood take turns so often, for so many seconds each; the median counts. What a flood may cost the others.
TURNS, TURN, FLOOD_LIMIT = 3, 30, 1.2


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
        alone = asyncio.run(_load(haki, emulator, ALONE_SECONDS, people=2, pace=ALONE))
        beside = [
            [asyncio.run(_load(haki, emulator, TURN, flood=flood))["channels"] for flood in (False, True)]
            for _ in range(TURNS)
        ]
    finally:
        haki.stop()
        emulator.stop()
    lost = 0
    for channel, (durations, sent) in measured["channels"].items():
        lost += sent - len(durations)
        costs = [_after(flooded[channel], 95) / _after(calm[channel], 95) for calm, flooded in beside]
        console.print(
            f"{channel}: {sent} messages, first answer p50 {_after(measured['channels'][channel], 50):.0f} ms, "
            f"p95 {_after(measured['channels'][channel], 95):.0f} ms (limit {LIMIT}); "
            f"alone p50 {_after(alone['channels'][channel], 50):.0f} ms (limit {ALONE_LIMIT}); "
            f"p95 beside a chat that floods {np.median(costs):.2f} times (limit {FLOOD_LIMIT}; "
            f"{', '.join(f'{cost:.2f}' for cost in costs)})"
        )
    console.print(f"lost: {lost}; pace {measured['pace']:.1f} messages a second")
    console.print("milliseconds in all, by stage: " + ", ".join(f"{k} {v:.0f}" for k, v in measured["stages"].items()))
    sys.exit(bool(lost))


def _after(channel: tuple[list[float], int], percentile: int) -> float:
    """Milliseconds after which so many of a hundred first answers were there."""
    return float(np.percentile(channel[0], percentile)) * 1000 if channel[0] else float("nan")


async def _load(
    haki: Haki, emulator: Emulator, seconds: int, flood: bool = False, people: int = PEOPLE, pace: int = PACE
) -> dict[str, Any]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(120)) as client:
        pages = [_Page(client, haki.address) for _ in range(people // 2)]
        chats = _Chats(client, emulator, range(1000, 1000 + people // 2))
        await asyncio.gather(*(page.begin() for page in pages), chats.begin())
        listening = [asyncio.create_task(page.listen()) for page in pages]
        listening.append(asyncio.create_task(chats.listen()))
        if flood:
            listening.append(asyncio.create_task(_flood(client, haki.address)))
        started = time.perf_counter()
        writing: set[asyncio.Task[None]] = set()
        for number in range(pace * seconds):
            await asyncio.sleep(max(0.0, started + number / pace - time.perf_counter()))
            text = random.choice(TYPED).format(random.randint(2, 100_000))
            work = chats.write(number, text) if number % 2 else pages[number // 2 % len(pages)].write(text)
            task = asyncio.create_task(work)
            writing.add(task)
            task.add_done_callback(writing.discard)
        kept = pace * seconds / (time.perf_counter() - started)
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
        "pace": kept,
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
        """Listen as the widget does: a stream ends after a while, and the next one goes on where it stopped."""
        after, patient = 0, aiohttp.ClientTimeout(total=None)
        while True:
            address = f"{self._address}/api/stream?after={after}"
            async with self._client.get(address, headers=self.head, timeout=patient) as response:
                async for line in response.content:
                    reply = json.loads(line)
                    after = reply.get("id", after)
                    if began := self.sent.pop(reply.get("in_reply_to"), None):
                        self.durations.append(time.perf_counter() - began)


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
