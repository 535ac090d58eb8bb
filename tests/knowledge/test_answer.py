"""The file format of answers and what its validator says."""

import pytest

from knowledge.answer import AnswerError, read_answer
from knowledge.directory import read_directory
from knowledge.validate import answer_problems, problems

GOOD = """---
title: My pay is late
review_by: 2027-11-23
confirmed: no
depends_on_country: yes
sources:
  c95:
    title: Protection of Wages Convention, 1949 (No. 95)
    publisher: International Labour Organization
    address: https://normlex.ilo.org/c95
    dated: 1949-07-01
    read: 2026-11-23
parts:
  KE:
    review_by: 2027-11-23
    confirmed: no
---

## Answer

You must get all your pay, on time.[^c95]

## Steps

1. Write down every day you worked.

## Evidence

- Contract

## Who can help

- union

## In KE

Your employer must pay you by the end of the month.[^c95]

## Phrasings

- no salary
- (danger: violence, no_food) he beats me and gives no food
"""


def test_an_answer_is_read_with_its_sources_parts_and_dangers() -> None:
    answer = read_answer("unpaid_wages", "en", GOOD)
    assert answer.short is not None
    assert answer.short.words == "You must get all your pay, on time."
    assert answer.parts["KE"].text.cites == ("c95",)
    assert answer.phrasings[1].danger == ("violence", "no_food")
    assert [source.dated for source in answer.cited("KE")] == ["1949-07-01"]
    assert not list(answer_problems(answer))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[^c95]\n\n## Steps", "\n\n## Steps\n\n0. See [^nobody]", "[^nobody] has no entry"),
        ("Write down every day", "Call +961 76 090 910 every day", "looks like a contact"),
        ("review_by: 2027-11-23\nconfirmed: no\ndepends", "confirmed: no\ndepends", "no review_by date"),
        ("- union", "- lawyer", "no kind of contact"),
        ("## Evidence", "## Proof", "'Proof' is unknown"),
        ("violence, no_food", "boredom", "'boredom' is unknown"),
        ("on time.", "on time. " + "Again and again. " * 40, "Keep it under"),
    ],
)
def test_the_validator_says_in_a_sentence_what_to_mend(old: str, new: str, told: str) -> None:
    assert old in GOOD
    found = list(answer_problems(read_answer("unpaid_wages", "en", GOOD.replace(old, new, 1))))
    assert any(told in problem for problem in found), found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "There is no section"),
        ("---\ntitle: [\n---\n## Answer\n", "cannot be read"),
        ("words\n## Answer\nx", "before"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(AnswerError, match=told):
        read_answer("unpaid_wages", "en", text)


def test_a_contact_without_a_way_to_reach_it_is_found() -> None:
    text = "country: KE\ncontacts:\n  - id: ke-x\n    kind: union\n    name: X\n    source: {title: a}\n"
    with pytest.raises(AnswerError, match="cannot be reached"):
        read_directory("KE", text)


def test_the_shipped_library_is_in_order() -> None:
    assert list(problems()) == []
