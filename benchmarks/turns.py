"""How long a turn takes from the HTTP interface and back, alone and with sixteen people at once."""

import asyncio
import os
import random
import subprocess
import sys
import time
import uuid

import aiohttp
import httpx
import numpy as np
import psutil
from rich.console import Console

from commands.run import answered, rasa_command, shared_environment, train
from settings import PROJECT, settings

#: Conversations one after another, people at once, and turns of each: a conversation may not write sixty a minute.
ALONE, PEOPLE, EACH = 5, 16, 20
#: Limits that the project sets itself: milliseconds alone, turns a second together, megabytes at rest.
LIMITS = {"p50": 100, "p95": 200, "turns": 30, "memory": 1200}
#: What people write; each conversation fills in other numbers, so that no message is read twice.
TYPED = (
    "my boss has not paid me for {} months", "he keeps my passport since day {}", "can i leave my boss after {} weeks",
    "je ne suis pas payé depuis {} semaines", "nataka kurudi nyumbani baada ya miezi {}", "gaji saya dipotong {} kali",
    "i worked {} hours without rest", "thank you {} times",
)  # fmt: skip
#: What people tap after an answer.
TAPPED = ("more:unpaid_wages", "country:QA", "helped:unpaid_wages")


def measure(console: Console) -> None:
    """Start both processes, measure, stop them."""
    environment = {**os.environ, **shared_environment(settings())}
    train(environment)
    commands = [[sys.executable, "-m", "commands", "serve"], rasa_command(settings()).split()]
    processes = [
        subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        if not answered(settings().application_url, 120):
            console.print("Haki did not start, so turns were not measured. Is its port in use?")
            return
        memory = sum(_memory(process.pid) for process in processes)
        alone = [took * 1000 for _ in range(ALONE) for took in asyncio.run(_talk(EACH, tapping=False))]
        spent = httpx.get(f"{settings().application_url}/api/stages", trust_env=False).json()
        rates = {tapping: asyncio.run(_rate(tapping)) for tapping in (False, True)}
    finally:
        for process in processes:
            process.terminate()
            process.wait()
    p50, p95 = np.percentile(alone, [50, 95])
    console.print(f"one turn alone: p50 {p50:.0f} ms (limit {LIMITS['p50']}), p95 {p95:.0f} ms (limit {LIMITS['p95']})")
    console.print(
        "  of these, milliseconds a turn: "
        + ", ".join(f"{stage} {entry['milliseconds'] / len(alone):.1f}" for stage, entry in spent.items())
    )
    console.print(
        f"{PEOPLE} people at once: {rates[False]:.1f} turns a second when all type, {rates[True]:.1f} when every other "
        f"turn is a button (limit {LIMITS['turns']})"
    )
    console.print(f"memory at rest: {memory:.0f} MB (limit {LIMITS['memory']})")


def _memory(identity: int) -> float:
    process = psutil.Process(identity)
    return sum(part.memory_info().rss for part in (process, *process.children(recursive=True))) / 1e6


async def _rate(tapping: bool) -> float:
    """Turns a second of all people together."""
    started = time.perf_counter()
    done = await asyncio.gather(*(_talk(EACH, tapping) for _ in range(PEOPLE)))
    return sum(map(len, done)) / (time.perf_counter() - started)


async def _talk(turns: int, tapping: bool) -> list[float]:
    """Seconds from writing to the first reply, for each turn of one new conversation."""
    durations = []
    async with aiohttp.ClientSession(settings().application_url, timeout=aiohttp.ClientTimeout(60)) as client:
        async with client.post("/api/conversations") as response:
            client.headers["authorization"] = f"Bearer {(await response.json())['key']}"
        after = 0
        for number in range(turns):
            started, name = time.perf_counter(), str(uuid.uuid4())
            async with client.post("/api/messages", json={"id": name, **_said(number, tapping)}) as response:
                response.raise_for_status()
            replies: list[dict] = []
            while not any(reply["in_reply_to"] == name for reply in replies):
                async with client.get("/api/messages", params={"after": after, "wait": 20}) as response:
                    replies = (await response.json())["replies"]
            after = replies[-1]["id"]
            durations.append(time.perf_counter() - started)
    return durations


def _said(number: int, tapping: bool) -> dict[str, str]:
    if tapping and number % 2:
        return {"choice": TAPPED[number // 2 % len(TAPPED)]}
    return {"text": random.choice(TYPED).format(random.randint(2, 10_000))}
