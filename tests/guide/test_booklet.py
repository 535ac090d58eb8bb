"""The printed guide: whole, in its direction, with sources, dates and the country's own part."""

import re
from datetime import date
from pathlib import Path

import pytest

from commands.guide import write
from guide.booklet import GuideError, html
from knowledge.topics import topics
from languages.catalogue import languages


@pytest.mark.parametrize("language", list(languages()))
def test_every_answer_stands_in_it_and_every_link_leads_somewhere(prepared: Path, language: str) -> None:
    document = html(language, "KE", date(2026, 11, 23))
    anchors = set(re.findall(r' id="([^"]+)"', document))
    assert {topic.slug for topic in topics().values() if topic.has_answer} <= anchors
    assert set(re.findall(r'href="#([^"]+)"', document)) <= anchors
    assert f'dir="{languages()[language].direction}"' in document.split("<head>")[0]
    assert "[^" not in document


def test_only_the_countrys_own_rules_and_contacts_are_printed(prepared: Path) -> None:
    document = html("en", "KE", date(2026, 11, 23))
    assert "In Kenya:" in document
    assert "In Qatar:" not in document
    assert "COTU" in document


def test_the_pdf_is_written_beside_the_page(prepared: Path, tmp_path: Path) -> None:
    page, printed = write("ar", "LB", tmp_path)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert printed.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("language", "country"), [("xx", None), ("en", "ZZ")])
def test_an_unknown_language_or_country_is_a_sentence(prepared: Path, language: str, country: str | None) -> None:
    with pytest.raises(GuideError, match=r"^There (is|are) no .+\."):
        html(language, country, date(2026, 11, 23))
