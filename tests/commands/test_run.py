"""What stops a start says what to do, and ends with an error."""

import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from commands import run
from settings import SettingsError, parse
from tests.conftest import DATA, PROJECT, free_port, fresh_copy

#: What scripts/setup needs besides a Python.
TOOLS = ("bash", "env", "dirname", "cat", "sha256sum", "cut", "df", "awk", "grep", "printf")


def started(code: str, **given: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HAKI_PORT": str(free_port()), "HAKI_RASA_PORT": str(free_port()), **given}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=240)


@pytest.mark.parametrize("name", ["HAKI_PORT", "HAKI_RASA_PORT"])
def test_a_port_in_use_is_named(tmp_path: Path, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        given = {name: port, "HAKI_DATA_FOLDER": str(tmp_path)}
        done = started("from commands.main import main; import sys; sys.argv[1:] = ['run']; main()", **given)
    assert done.returncode != 0
    assert f"Port {port} on 127.0.0.1 is in use" in done.stderr + done.stdout
    assert f"set {name}" in done.stderr + done.stdout


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 5_000_000, 5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(SettingsError, match=r"Only 5 MB are free .* Free some space"):
        run.check(parse({"HAKI_DATA_FOLDER": str(tmp_path), "HAKI_PORT": str(free_port())}))


def test_a_missing_rasa_says_which_command_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "RASA", tmp_path / "python")
    with pytest.raises(SettingsError, match="make setup"):
        run.check(parse({"HAKI_DATA_FOLDER": str(tmp_path)}))


def test_a_rasa_that_dies_stops_everything_with_a_sentence(prepared: Path, tmp_path: Path) -> None:
    code = "from commands import run; run.rasa_command = lambda chosen: 'false'; run.run()"
    done = started(code, HAKI_DATA_FOLDER=str(fresh_copy(prepared, tmp_path / "data")))
    assert done.returncode == 1
    assert "rasa stopped, so everything was stopped" in done.stdout


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    shutil.copytree(PROJECT / "scripts", tmp_path / "clone" / "scripts")
    shutil.copytree(PROJECT / "requirements", tmp_path / "clone" / "requirements")
    environment = {"PATH": str(tools), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "scripts/setup"],
        env=environment,
        cwd=tmp_path / "clone",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "No Python 3.11 or newer was found. Install one" in done.stderr


def test_the_data_folder_of_tests_is_not_an_operators() -> None:
    assert parse({name: value for name, value in os.environ.items() if name.startswith("HAKI_")}).data_folder == DATA
