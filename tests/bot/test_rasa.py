"""Rasa's own checks: its data is valid, and its stories come out as written."""

import os
import subprocess

from channels.web.for_rasa import executor
from commands.run import MODEL, RASA
from knowledge.answer import read_yaml
from tests.conftest import PROJECT


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "APPLICATION_URL": "", "RASA_TELEMETRY_ENABLED": "false"}
    command = [str(RASA), "-m", "bot.environment.launch", *arguments]
    return subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_rasa_finds_its_data_valid() -> None:
    done = rasa("data", "validate", "--data", "bot/data")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No story structure conflicts found" in done.stdout + done.stderr


def test_rasa_walks_our_stories_as_written(prepared, tmp_path) -> None:
    done = rasa(
        "test",
        "core",
        "--stories",
        "tests/bot/test_stories.yml",
        "--model",
        str(MODEL),
        "--out",
        str(tmp_path),
        "--fail-on-prediction-errors",
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


MEMORY = """
import asyncio
from bot.environment import trackers
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

async def main():
    trackers.KEPT = 0.3
    memory = trackers.RecentTrackers(Domain.empty())
    for wait, sender in ((0.2, "first"), (0.2, "second"), (0.0, "third")):
        await memory.save(DialogueStateTracker(sender, []))
        await asyncio.sleep(wait)
    assert await memory.keys() == ["second", "third"], await memory.keys()
    assert await memory.retrieve("second") and not await memory.retrieve("first")
    await asyncio.sleep(0.4)
    assert await memory.keys() == [], await memory.keys()

asyncio.run(main())
"""


def test_rasa_forgets_conversations_that_nobody_goes_on_with() -> None:
    command = [str(RASA.with_name("python")), "-c", MEMORY]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_application_has_every_action_that_rasa_may_ask_for() -> None:
    named = read_yaml((PROJECT / "domain.yml").read_text(encoding="utf-8"))["actions"]
    assert set(named) == set(executor.actions)
