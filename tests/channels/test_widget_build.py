"""The committed bundle: what its sources say, byte for byte, small, and without anything from elsewhere."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.conftest import PROJECT

PAGE = PROJECT / "channels" / "web" / "page"
WIDGET = PROJECT / "channels" / "web" / "widget"
#: Everything that the widget loads, styles included, in bytes on the line.
LARGEST = 25_000
BUILT = ("haki-chat.js", "sw.js")


def test_everything_the_widget_loads_is_small() -> None:
    files = ["index.html", "icon.svg", *BUILT]
    weight = sum(len(gzip.compress((PAGE / name).read_bytes(), 9)) for name in files)
    assert weight <= LARGEST, f"{weight} bytes"


def test_the_committed_bundle_is_what_the_sources_say(tmp_path: Path) -> None:
    copy = tmp_path / "widget"
    shutil.copytree(WIDGET, copy, ignore=shutil.ignore_patterns("node_modules"))
    built = tmp_path / "page"
    built.mkdir()
    for command in (["npm", "ci", "--prefer-offline", "--no-audit"], ["npm", "run", "build", "--", f"{built}/"]):
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
    for name in BUILT:
        assert (built / name).read_bytes() == (PAGE / name).read_bytes(), f"{name}: run `npm run build` and commit it"


def test_the_lock_file_names_no_registry_and_pins_everything() -> None:
    locked = (WIDGET / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in re.sub(r'"(url|funding)": "[^"]*"', "", locked)
    wanted = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))
    assert not wanted.get("dependencies"), "the widget brings no code of others"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["devDependencies"].values())


def test_the_bundle_needs_nothing_that_a_strict_policy_forbids() -> None:
    script = (PAGE / "haki-chat.js").read_text(encoding="utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert forbidden not in script
    # The only other addresses are the names of formats, and the one that opens WhatsApp when its link is pressed.
    assert set(re.findall(r"https?://[\w./]+", script)) <= {"http://www.w3.org/2000/svg", "https://wa.me/"}


def test_every_source_file_is_short_and_begins_with_what_it_is_for() -> None:
    for path in (WIDGET / "src").glob("*.ts"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) < 300, path
        assert lines[0].startswith("//") or path.name.endswith(".d.ts"), path


def test_every_phrase_the_widget_says_exists() -> None:
    from bot.phrases import phrases

    sources = "".join(path.read_text(encoding="utf-8") for path in (WIDGET / "src").glob("*.ts"))
    said = {name for call in re.findall(r"say\(([^{}`]*?)\)", sources) for name in re.findall(r"'(\w+)'", call)}
    assert len(said) > 60
    assert not {name for name in said if f"page_{name}" not in phrases("en")}
