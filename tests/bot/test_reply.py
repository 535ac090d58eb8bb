"""What a worker reads: the first message, translations and their originals, texts that grew old."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import contacts, reply
from bot.phrases import phrase
from knowledge.answer import Answer, Part, Source, Text, read_answer
from knowledge.catalogue import Found
from knowledge.topics import topics
from languages.catalogue import languages

ENGLISH = """---
title: Pay
review_by: 2027-11-23
depends_on_country: yes
sources:
  law: {title: Act, publisher: State, address: "https://example.org", dated: undated, read: 2026-11-23}
parts:
  KE: {review_by: 2027-11-23}
  QA: {review_by: 2027-11-23}
---

## Answer

You must be paid.[^law]

## Steps

1. Ask in writing.

## Who can help

- union

## In KE

Go to the labour officer.[^law]

## In QA

Go to the ministry.[^law]
"""
SPANISH = """---
title: Sueldo
translation: draft
follows: {version}
---

## Answer

Le tienen que pagar.[^law]

## Steps

1. Pida por escrito.

## In KE

Vaya al inspector de trabajo.[^law]
"""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Answer]:
    english = read_answer("unpaid_wages", "en", ENGLISH)
    spanish = read_answer("unpaid_wages", "es", SPANISH.replace("{version}", english.version))
    kept = {"en": english, "es": spanish.completed(english)}
    monkeypatch.setattr(contacts, "find_directory", lambda _country, _language: None)
    monkeypatch.setattr(reply, "find_answer", lambda _slug, language: Found(kept.get(language, kept["en"]), language))
    return kept


def test_a_draft_translation_says_so_and_offers_the_original(answers: dict[str, Answer]) -> None:
    said = reply.answer_reply("unpaid_wages", "es", "KE")
    assert said["text"].startswith("Le tienen que pagar.")
    assert "Vaya al inspector de trabajo." in said["text"]
    assert said["notes"][0] == phrase("note_draft", "es")
    assert said["sources"][0]["title"] == "Act"
    assert "original:unpaid_wages" in [button["choice"] for button in said["buttons"]]
    original = reply.original_reply("unpaid_wages", "es", "KE")
    assert original["text"] == "You must be paid.\n\nIn Kenya: Go to the labour officer."
    assert original["items"][0]["lines"] == ["Ask in writing."]
    assert original["written_in"] == "en"


def test_the_original_itself_offers_no_original(answers: dict[str, Answer]) -> None:
    said = reply.answer_reply("unpaid_wages", "en", "KE")
    assert "original:unpaid_wages" not in [button["choice"] for button in said["buttons"]]


def test_a_part_that_nobody_has_translated_is_shown_in_english_and_says_so(answers: dict[str, Answer]) -> None:
    said = reply.answer_reply("unpaid_wages", "es", "QA")
    assert "Go to the ministry." in said["text"]
    assert any("inglés" in note for note in said["notes"])


@pytest.mark.parametrize("language", list(languages()))
def test_the_first_message_is_short_and_the_rest_stands_behind_more(
    answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    part = Part("KE", Text("One rule holds here. " * 30), None, False, "en")
    long = Answer("unpaid_wages", "en", "Pay", short=Text("You must be paid. " * 20), parts={"KE": part})
    monkeypatch.setattr(reply, "find_answer", lambda _slug, asked: Found(long, asked))
    said = reply.answer_reply("unpaid_wages", language, "KE")
    assert len(said["text"]) <= reply.FIRST_MESSAGE
    assert said["text"].rstrip().endswith(".")
    assert part.text.words.strip() in reply.more_reply("unpaid_wages", language, "KE")["text"]


@pytest.mark.parametrize("language", list(languages()))
def test_no_first_message_of_the_library_is_longer(prepared: Path, language: str) -> None:
    for slug in (topic.slug for topic in topics().values() if topic.has_answer):
        for country in (None, "KE", "NG", "NP", "QA", "LB", "GB"):
            text = reply.answer_reply(slug, language, country)["text"]
            assert len(text) <= reply.FIRST_MESSAGE, (slug, country, len(text))


def test_overdue_words_are_shown_with_their_age_and_too_old_parts_not_at_all(
    answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("Act", "State", "https://example.org", "undated", date(2020, 1, 1))

    def part_due(days: int) -> dict:
        due = date.today() - timedelta(days=days)
        part = Part("KE", Text("Go to the labour officer.", ("law",)), due, False, "en")
        found = Answer(
            "unpaid_wages", "en", "Pay", short=Text("You must be paid."), parts={"KE": part}, sources={"law": source}
        )
        monkeypatch.setattr(reply, "find_answer", lambda _slug, asked: Found(found, asked))
        return reply.answer_reply("unpaid_wages", "en", "KE")

    assert part_due(-1)["notes"] == ["From public sources, not yet confirmed by the centre."]
    late = part_due(10)
    assert "labour officer" in late["text"]
    assert "should have been checked again" in late["notes"][-1]
    old = part_due(200)
    assert "labour officer" not in old["text"]
    assert "I do not show them" in old["notes"][-1]
