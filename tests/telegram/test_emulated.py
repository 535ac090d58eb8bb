"""The whole assistant beside a Bot API that we did not write, brought its updates and asking for them."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Haki, free_port
from tests.telegram.conftest import with_bot
from tests.telegram.emulated import Emulator
from tests.telegram.fake import TOKEN


@pytest.fixture(params=["webhook", "polling"])
def both(prepared: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Emulator]:
    emulator = Emulator(free_port())
    haki: Haki = with_bot(prepared, tmp_path, emulator, request.param)
    try:
        haki.start("application")
        haki.start("rasa")
        haki.wait()
        yield emulator
    finally:
        haki.stop()
        emulator.stop()


def heard(emulator: Emulator, chat: int, count: int) -> list[dict[str, Any]]:
    until = time.monotonic() + 30
    while len(found := emulator.said(TOKEN, chat)) < count:
        assert time.monotonic() < until, f"{len(found)} of {count}"
        time.sleep(0.05)
    return found


def choices(said: dict[str, Any]) -> list[str]:
    rows = (said["message"].get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]


@pytest.mark.timeout(300)
def test_a_conversation_from_start_to_helped(both: Emulator) -> None:
    chat = 77
    both.write(TOKEN, chat, "/start")
    said = heard(both, chat, 2)
    assert "migrant workers" in said[0]["message"]["text"]
    assert "section:rights" in choices(said[1])
    both.write(TOKEN, chat, "my boss keeps my passport")
    said = heard(both, chat, 4)
    assert "more:document_confiscation" in choices(said[2])
    both.press(TOKEN, chat, said[3], "country:LB")
    said = heard(both, chat, 5)
    assert "Lebanon" in said[4]["message"]["text"]
    both.press(TOKEN, chat, said[2], "helped:document_confiscation")
    said = heard(both, chat, 6)
    assert "glad" in said[5]["message"]["text"]
    until = time.monotonic() + 10
    while any("helped" in choice for choice in choices(both.said(TOKEN, chat)[2])):
        assert time.monotonic() < until, "the verdict's buttons stay"
        time.sleep(0.05)
