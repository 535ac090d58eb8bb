"""Buttons are a closed list; typed words are never a command."""

import pytest

from channels.choice import UnknownChoice, command, harmless


def test_a_choice_becomes_a_command() -> None:
    assert command("answer:unpaid_wages") == '/choose_answer{"answer": "unpaid_wages"}'
    assert command("country:QA") == '/choose_country{"country": "QA"}'
    assert command("person") == "/talk_to_human"


@pytest.mark.parametrize(
    "forged", ["", "answer:nothing", "answer:greeting", 'country:QA", "x": "', "restart", "language:xx", "person:x"]
)
def test_a_forged_choice_is_refused(forged: str) -> None:
    with pytest.raises(UnknownChoice):
        command(forged)


@pytest.mark.parametrize("typed", ["/restart", "//x", " \n/session_start", "／help", "\u200b/restart"])
def test_typed_words_lose_their_slash(typed: str) -> None:
    assert not harmless(typed).strip("\u200b").startswith(("/", "／"))
