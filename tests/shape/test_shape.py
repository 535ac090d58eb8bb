"""The shape of the house: imports point inwards, every setting is documented, unsafe settings do not start."""

import ast
import re

import pytest

from settings import Settings, SettingsError, parse
from tests.conftest import PROJECT

#: Each folder and what it may import; whatever stands further out must not be known further in.
MAY_IMPORT = {
    "storage": {"settings"},
    "languages": {"settings", "storage"},
    "knowledge": {"languages", "storage", "settings"},
    "bot": {"knowledge", "languages", "storage", "settings"},
    "guide": {"bot", "knowledge", "languages", "settings"},
    "channels": {"bot", "knowledge", "languages", "storage", "settings"},
}


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_point_one_way(folder: str) -> None:
    ours = {*MAY_IMPORT, "commands", "settings", "benchmarks", "tests"}
    for path in (PROJECT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                top = name.split(".")[0]
                assert top not in ours or top == folder or top in MAY_IMPORT[folder], f"{path} imports {name}"


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"`HAKI_([A-Z_]+)`", (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert documented == {name.upper() for name in Settings.__annotations__}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "eighty", "port number"),
        ("RASA_PORT", "8000", "own port"),
        ("RASA_TOKEN", "short", "too short"),
        ("DATABASE_URL", "mysql://x", "sqlite"),
        ("CENTRE_TIMEZONE", "Nairobi", "Africa/Nairobi"),
        ("PROT", "1", "no such setting"),
    ],
)
def test_an_unusable_setting_is_refused_with_what_to_do(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        parse({f"HAKI_{name}": value})


def test_the_readme_names_both_commands() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme


def test_no_phone_number_stands_outside_the_directory() -> None:
    for path in (PROJECT / "bot" / "phrases").glob("*.yml"):
        assert not re.search(r"\+\d{6,}|\b\d{6,}\b", path.read_text(encoding="utf-8")), path
