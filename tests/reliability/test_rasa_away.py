"""Rasa is away: all is kept, danger is answered at once, others hear the truth; answers come later, in order."""

import time
from pathlib import Path

import pytest

from bot.phrases import phrase
from tests.conftest import Haki, Worker, fresh_copy


def heard(worker: Worker, within: float) -> list[dict]:
    """The first new replies, whatever they answer."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        found = worker.client.get("/api/messages", params={"after": worker.after, "wait": 2}).json()["replies"]
        if found:
            worker.after = found[-1]["id"]
            return found
    raise AssertionError(f"Nothing was said within {within} s.")


@pytest.mark.timeout(300)
def test_without_rasa_danger_is_answered_others_hear_the_truth_and_all_are_answered_later(
    prepared: Path, tmp_path: Path
) -> None:
    haki = Haki(fresh_copy(prepared, tmp_path / "data"))
    try:
        haki.start("application")
        haki.start("rasa")
        haki.wait()
        haki.kill("rasa")
        scared, asking = haki.worker(), haki.worker()
        names = [asking.send("my boss keeps my passport"), asking.send("who are you")]
        # Danger is told behind a message that has to wait, with the country chosen by a button that waits too.
        scared.send(choice="country:KE")
        name = scared.send("he is beating me please help")
        first = heard(scared, 8)[0]
        assert first["urgent"]
        assert any("999" in contact.get("phones", ()) for contact in first["contacts"])
        assert first["items"]
        assert heard(asking, 10)[0]["text"] == phrase("waiting", "en")
        haki.start("rasa")
        assert asking.hear(names[0])[0]["answer"] == "document_confiscation"
        assert "automatic assistant" in asking.hear(names[1])[0]["text"]
        assert scared.hear(name)
    finally:
        haki.stop()
