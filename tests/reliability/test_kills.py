"""Kill either process at any moment: nothing is lost, nothing is processed twice."""

import random
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from tests.conftest import Haki, Worker, fresh_copy
from tests.reliability.size import size

KILLS, MESSAGES, WORKERS = size(20, 200), size(100, 1000), 5
WORDS = ("hello", "my boss keeps my passport", "thank you", "who are you", "I want to talk to a person")


@pytest.mark.timeout(3600)
def test_kills_of_either_process_lose_nothing_and_double_nothing(prepared: Path, tmp_path: Path) -> None:
    haki = Haki(fresh_copy(prepared, tmp_path / "data"))
    database = create_engine(f"sqlite:///{haki.settings.data_folder / 'haki.db'}")
    for name in ("application", "rasa"):
        haki.start(name)
    try:
        haki.wait()
        workers = [haki.worker() for _ in range(WORKERS)]
        sent: list[str] = []
        done = threading.Event()

        def write(worker: Worker, number: int) -> None:
            for count in range(MESSAGES // WORKERS):
                name = f"{number}-{count}"
                while True:
                    try:
                        worker.send(WORDS[count % len(WORDS)], name=name)
                        break
                    except httpx.HTTPError:
                        time.sleep(0.2)
                sent.append(name)

        threads = [threading.Thread(target=write, args=(worker, n)) for n, worker in enumerate(workers)]
        dice = random.Random(7)

        def kill() -> None:
            for count in range(KILLS):
                name = ("application", "rasa")[count % 2]
                time.sleep(dice.uniform(0.2, 3.0))
                haki.kill(name)
                haki.start(name)
            done.set()

        killer = threading.Thread(target=kill)
        for thread in (*threads, killer):
            thread.start()
        for thread in (*threads, killer):
            thread.join()
        assert done.is_set()
        haki.wait()
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with database.connect() as connection:
                waiting = connection.scalar(text("SELECT count(*) FROM inbox WHERE state <> 'done'"))
            if waiting == 0:
                break
            time.sleep(0.5)
        with database.connect() as connection:
            states: dict[str, int] = dict(
                connection.execute(text("SELECT state, count(*) FROM inbox GROUP BY state")).all()
            )
            replies = connection.execute(text("SELECT inbox_id, position FROM outbox WHERE purpose = 'reply'")).all()
            unanswered = connection.scalar(
                text("SELECT count(*) FROM inbox WHERE id NOT IN (SELECT inbox_id FROM outbox WHERE purpose = 'reply')")
            )
        assert len(set(sent)) == MESSAGES
        assert set(states) == {"done"}, states
        assert states["done"] >= MESSAGES
        assert unanswered == 0
        assert max(Counter(map(tuple, replies)).values()) == 1
        for worker in workers:
            found = worker.client.get("/api/history").json()
            order = [reply["in_reply_to"] for reply in found["replies"] if "waiting" not in reply]
            named = [said["id"] for said in found["said"]]
            assert [name for name in dict.fromkeys(order) if name in named] == named, "answered in the order written"
    finally:
        haki.stop()
        database.dispose()
