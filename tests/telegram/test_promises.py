"""What Telegram can do to us: repeats, disorder, 429, 403, a database that fails, death at any moment."""

import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from sqlalchemy import create_engine, text

from bot.phrases import phrase
from channels.limits import MESSAGES
from tests.conftest import Haki
from tests.reliability.size import size
from tests.telegram.conftest import with_bot
from tests.telegram.fake import FakeTelegram, blocked, too_many

#: Sentences that are answered with one message each and can be told apart by it.
WORDS = ("thank you", "who are you", "I want to talk to a person")


@pytest.fixture
def own(prepared: Path, tmp_path: Path):
    """A Haki and a Telegram of the test's own, started when it likes."""
    fake = FakeTelegram()
    running = with_bot(prepared, tmp_path, fake, "webhook")
    yield running, fake
    running.stop()
    fake.stop()


def started(haki: Haki) -> Haki:
    haki.start("application")
    haki.start("rasa")
    haki.wait()
    return haki


def inbox(haki: Haki) -> list[Any]:
    engine = create_engine(f"sqlite:///{haki.settings.data_folder / 'haki.db'}")
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT external_id, address, words, state, done_at FROM inbox WHERE channel = 'telegram' ORDER BY id")
        ).all()
    engine.dispose()
    return list(rows)


def until_done(haki: Haki, count: int, within: float = 120) -> list[Any]:
    """Once so many messages are processed."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        rows = inbox(haki)
        if sum(row.state == "done" for row in rows) >= count:
            return rows
        time.sleep(0.2)
    raise AssertionError(f"only {Counter(row.state for row in inbox(haki))} of {count}")


@pytest.mark.timeout(600)
def test_five_times_shuffled_forty_at_once_is_processed_once_and_in_order(own) -> None:
    haki, telegram = own
    started(haki)
    chats = range(1, size(10, 50) + 1)
    updates = [telegram.message(chat, f"thank you {turn}") for turn in range(10) for chat in chats]
    first = [update["update_id"] for update in updates]
    assert first == sorted(first)
    statuses = telegram.deliver(haki.address, updates, times=5, shuffled=True, at_once=40)
    assert set(statuses) == {200}
    rows = until_done(haki, len(updates))
    assert len(rows) == len(updates), "each was stored once"
    for chat in chats:
        mine = sorted((row for row in rows if row.address == str(chat)), key=lambda row: row.done_at)
        assert [row.words for row in mine] == [f"thank you {turn}" for turn in range(10)], "answered as written"


@pytest.mark.timeout(600)
def test_one_in_five_too_many_drops_nothing_is_never_early_and_holds_nobody_up(own) -> None:
    haki, telegram = own
    started(haki)
    dice, refused = random.Random(3), {}
    early: list[float] = []

    def mood(method: str, given: dict[str, Any]) -> web.Response | None:
        if method != "sendMessage":
            return None
        chat, now = int(given["chat_id"]), time.monotonic()
        if now < refused.get(chat, 0.0):
            early.append(refused[chat] - now)
        if dice.random() < 0.2:
            refused[chat] = now + 1
            return too_many(1)
        return None

    telegram.mood = mood
    chats = range(1, size(40, 400) + 1)
    for turn in range(5):
        telegram.deliver(haki.address, [telegram.message(chat, WORDS[turn % 3]) for chat in chats], at_once=20)
    for chat in chats:
        telegram.heard(chat, 5, within=240)
    time.sleep(0.5)
    assert {len(telegram.said[chat]) for chat in chats} == {5}, "each once"
    assert not early


@pytest.mark.timeout(300)
def test_who_blocked_the_bot_is_not_tried_again_and_it_shows(own) -> None:
    haki, telegram = own
    started(haki)
    tries: Counter[int] = Counter()

    def mood(method: str, given: dict[str, Any]) -> web.Response | None:
        if method == "sendMessage" and int(given["chat_id"]) == 13:
            tries[13] += 1
            return blocked()
        return None

    telegram.mood = mood
    telegram.deliver(haki.address, [telegram.message(13, "thank you"), telegram.message(14, "thank you")])
    telegram.heard(14)
    until_done(haki, 2)
    time.sleep(3)
    assert tries[13] == 1
    done = httpx.get(f"{haki.address}/metrics", trust_env=False)
    assert done.status_code == 404, "without a token in the settings there are no metrics"
    engine = create_engine(f"sqlite:///{haki.settings.data_folder / 'haki.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT state, reason FROM delivery WHERE address = '13'")).all() == [
            ("given_up", "blocked")
        ]
        assert connection.scalar(text("SELECT state FROM door WHERE address = '13'")) == "blocked"
    engine.dispose()


@pytest.mark.timeout(300)
def test_no_2xx_before_the_row_is_committed(own) -> None:
    haki, telegram = own
    started(haki)
    telegram.deliver(haki.address, [telegram.message(21, "thank you")])
    telegram.heard(21)
    engine = create_engine(f"sqlite:///{haki.settings.data_folder / 'haki.db'}")
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
        )
    update = telegram.message(21, "who are you")
    assert telegram.deliver(haki.address, [update], patience=1) == [500]
    assert len(inbox(haki)) == 1
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full"))
    engine.dispose()
    assert telegram.deliver(haki.address, [update]) == [200]
    assert "automatic assistant" in telegram.heard(21, 2)[1]["text"]


@pytest.mark.timeout(300)
def test_a_wrong_missing_or_long_secret_is_refused_and_nothing_is_stored(own) -> None:
    haki, telegram = own
    started(haki)
    for secret in ("wrong", "", "x" * 5000):
        assert telegram.deliver(haki.address, [telegram.message(31, "hello")], secret=secret) == [403]
    assert not inbox(haki)
    address = f"{haki.address}/telegram"
    right = {"X-Telegram-Bot-Api-Secret-Token": "a-secret-that-only-telegram-knows"}
    for body in (b"", b"[]", b"\xff\xfe", b"{", b'{"update_id": "x"}'):
        assert httpx.post(address, content=body, headers=right, trust_env=False).status_code == 400
    assert httpx.post(address, content=b" " * 300_000, headers=right, trust_env=False).status_code == 413


@pytest.mark.timeout(300)
def test_a_flooder_hears_one_sentence_and_others_are_answered_as_before(own) -> None:
    haki, telegram = own
    started(haki)
    updates = [telegram.message(51, "thank you") for _ in range(2 * MESSAGES.times)]
    assert set(telegram.deliver(haki.address, updates, at_once=20)) == {200}
    telegram.deliver(haki.address, [telegram.message(52, "who are you")])
    assert "automatic assistant" in telegram.heard(52, within=10)[0]["text"]
    told = phrase("too_many", "en")
    until_done(haki, MESSAGES.times)
    telegram.heard(51, 2, within=60)
    until = time.monotonic() + 60
    while time.monotonic() < until and not any(told in message["text"] for message in telegram.said[51]):
        time.sleep(0.2)
    assert [message["text"] for message in telegram.said[51]].count(told) == 1


@pytest.mark.timeout(300)
def test_what_was_brought_shows_in_metrics_for_who_knows_the_token(prepared: Path, tmp_path: Path) -> None:
    fake, token = FakeTelegram(), "a-token-for-those-who-watch"
    haki = with_bot(prepared, tmp_path, fake, "webhook", HAKI_METRICS_TOKEN=token)
    try:
        started(haki)
        fake.deliver(haki.address, [fake.message(61, "the canary sends thanks")])
        fake.heard(61)
        time.sleep(0.5)
        told = httpx.get(f"{haki.address}/metrics", headers={"authorization": f"Bearer {token}"}, trust_env=False).text
        assert 'haki_deliveries{channel="telegram",state="sent"} 1.0' in told
        assert "canary" not in told
        assert httpx.get(f"{haki.address}/metrics", trust_env=False).status_code == 404
    finally:
        haki.stop()
        fake.stop()


@pytest.mark.timeout(900)
def test_kills_lose_nothing_and_repeat_at_most_one_message_each(own) -> None:
    haki, telegram = own
    started(haki)
    # More people instead of more from each: nobody may write more than so often.
    kills, chats, turns = size(10, 100), range(1, size(5, 25) + 1), size(10, 20)
    done, killed = threading.Event(), Counter()
    dice = random.Random(11)

    def kill() -> None:
        for count in range(kills):
            name = ("application", "rasa")[count % 2]
            time.sleep(dice.uniform(0.3, 2.5))
            haki.kill(name)
            killed[name] += 1
            haki.start(name)
        done.set()

    killer = threading.Thread(target=kill)
    killer.start()
    for turn in range(turns):
        updates = [telegram.message(chat, WORDS[turn % 3]) for chat in chats]
        assert set(telegram.deliver(haki.address, updates, at_once=5, patience=120)) == {200}
    killer.join()
    haki.wait()
    rows = until_done(haki, len(chats) * turns)
    assert len(rows) == len(chats) * turns
    until = time.monotonic() + 60
    while time.monotonic() < until and answers(telegram, chats) < len(rows):
        time.sleep(0.2)
    repeats = answers(telegram, chats) - len(rows)
    print(f"{kills} kills, {len(rows)} messages, {repeats} answers repeated")
    assert 0 <= repeats <= killed["application"]


def answers(telegram: FakeTelegram, chats: range) -> int:
    """How many answers came, without the sentences that only ask for patience."""
    said = [message["text"] for chat in chats for message in telegram.said[chat]]
    return sum(phrase("waiting", "en") not in text for text in said)


@pytest.mark.timeout(300)
def test_polling_acknowledges_only_what_is_stored(prepared: Path, tmp_path: Path) -> None:
    fake = FakeTelegram()
    haki = with_bot(prepared, tmp_path, fake, "polling")
    try:
        started(haki)
        for turn in range(3):
            fake.offer(fake.message(41, WORDS[turn]))
        assert len(fake.heard(41, 3)) == 3
        haki.kill("application")
        fake.offer(fake.message(41, "thank you"))
        haki.start("application")
        assert fake.heard(41, 4)
        assert any(method == "deleteWebhook" for method, _ in fake.calls)
    finally:
        haki.stop()
        fake.stop()
