"""A real Haki for the tests: real Rasa, real database, real model, on ports of its own."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

PROJECT = Path(__file__).resolve().parent.parent
#: Vectors and the fitted model are kept here between runs; tests never touch an operator's own folder.
DATA = PROJECT / "var" / "tests"
os.environ["HAKI_DATA_FOLDER"] = str(DATA)
os.environ["HAKI_RASA_TOKEN"] = "a-token-that-only-the-tests-know"

from commands.run import rasa_command, shared_environment, train  # noqa: E402
from settings import parse  # noqa: E402


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Worker:
    """A worker writing in the chat, through the same interface as the page."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60, trust_env=False)
        begun = self.client.post("/api/conversations").raise_for_status().json()
        self.key, self.client.headers["authorization"] = begun["key"], f"Bearer {begun['key']}"
        self.after = 0

    def send(self, text: str | None = None, choice: str | None = None, name: str = "") -> str:
        """Write, or press a button; returns the message's name."""
        name = name or str(uuid.uuid4())
        body = {"id": name, **({"text": text} if text else {"choice": choice})}
        self.client.post("/api/messages", json=body).raise_for_status()
        return name

    def hear(self, name: str) -> list[dict[str, Any]]:
        """All replies to a message; they are written together."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = self.client.get("/api/messages", params={"after": self.after, "wait": 5}).raise_for_status().json()
            replies = [reply for reply in found["replies"] if reply["in_reply_to"] == name]
            if replies:
                self.after = replies[-1]["id"]
                return replies
        raise AssertionError("No reply came within a minute.")

    def say(self, text: str) -> list[dict[str, Any]]:
        """Write and hear."""
        return self.hear(self.send(text))

    def press(self, choice: str) -> list[dict[str, Any]]:
        """Press and hear."""
        return self.hear(self.send(choice=choice))


class Haki:
    """Both processes, which a test may kill."""

    def __init__(self, data: Path, **chosen: str) -> None:
        """``chosen`` are further settings, such as HAKI_TELEGRAM_TOKEN."""
        given = {**os.environ, "HAKI_DATA_FOLDER": str(data), "HAKI_PORT": str(free_port()), **chosen}
        given["HAKI_RASA_PORT"] = str(free_port())
        self.settings = parse({name: value for name, value in given.items() if name.startswith("HAKI_")})
        self.environment = {**shared_environment(self.settings), **given}
        self.address = self.settings.application_url
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = data / "log"
        self.workers: list[Worker] = []

    def start(self, name: str) -> None:
        """Start ``application`` or ``rasa``."""
        command = {
            "application": [sys.executable, "-m", "commands", "serve"],
            "rasa": rasa_command(self.settings).split(),
        }[name]
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(command, env=self.environment, cwd=PROJECT, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """SIGKILL, at once."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def wait(self) -> None:
        """Until a question is answered."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.address}/api/health", trust_env=False).json()["ready"]:
                    self.worker().say("hello")
                    return
            except httpx.TransportError:
                time.sleep(0.3)
        raise AssertionError(f"Haki did not start. {self.log.read_text()[-2000:]}")

    def worker(self) -> Worker:
        """A new worker."""
        self.workers.append(Worker(self.address))
        return self.workers[-1]

    def database(self) -> sqlite3.Connection:
        """The database as another process sees it."""
        return sqlite3.connect(self.settings.data_folder / "haki.db", timeout=15)

    def stop(self) -> None:
        """End both."""
        for worker in self.workers:
            worker.client.close()
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def prepared() -> Path:
    """The folder with database, vectors and model; made on the first run (about 4 minutes), then reused."""
    from knowledge.library import live, publish, shipped
    from storage.database import migrate, writing

    DATA.mkdir(parents=True, exist_ok=True)
    migrate()
    with writing() as session:
        current = {(found.kind, found.slug, found.language): found.document for found in live(session)}
        for document in shipped():
            if current.get((document.kind, document.slug, document.language)) != document.text:
                publish(session, document, shipped_digest=document.digest)
    from knowledge.matcher.store import live_reader

    def told(what: str, done: int, of: int) -> None:
        if done % 512 == 0 or done == of:
            print(f"\r{what} {done}/{of}", end="\n" if done == of else "", file=sys.__stderr__, flush=True)

    live_reader().load(told)
    train({**os.environ, "RASA_TELEMETRY_ENABLED": "false"})
    return DATA


@pytest.fixture(scope="session")
def reader(prepared: Path):
    """The reader of the shipped library."""
    from knowledge.matcher.store import live_reader

    return live_reader()


def fresh_copy(prepared: Path, target: Path) -> Path:
    """A data folder of its own, with the model that was fitted before."""
    from storage.database import engine

    engine().dispose()
    target.mkdir(parents=True, exist_ok=True)
    for name in ("haki.db", "haki.db-wal", "haki.db-shm"):
        if (prepared / name).exists():
            shutil.copy(prepared / name, target / name)
    shutil.copytree(prepared / "matcher", target / "matcher")
    return target


@contextmanager
def running(haki: Haki) -> Iterator[Haki]:
    """Start both processes, wait until they answer, end them."""
    haki.start("application")
    haki.start("rasa")
    try:
        haki.wait()
        yield haki
    finally:
        haki.stop()


@pytest.fixture(scope="session")
def haki(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Haki]:
    """A running Haki, shared by the walks."""
    with running(Haki(fresh_copy(prepared, tmp_path_factory.mktemp("haki") / "data"))) as started:
        yield started


@pytest.fixture
def worker(haki: Haki) -> Worker:
    """A worker who has not said anything yet."""
    return haki.worker()
