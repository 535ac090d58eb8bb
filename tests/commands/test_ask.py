"""`haki ask` and its figures."""

import json

from commands.ask import replies
from commands.evaluate import share
from knowledge.matcher.store import LiveReader
from knowledge.topics import topics


def test_lines_are_answered_one_for_one_and_a_bad_one_stops_nothing(reader: LiveReader) -> None:
    lines = [
        '{"id": 7, "text": "no salary for two months"}',
        "{broken",
        '{"text": 3}',
        "hello",
        "",
        '{"id": "x", "text": "hi", "lang": "xx"}',
    ]
    found = list(replies(lines, reader))
    assert [reply.get("id") for reply in found] == [7, None, None, "4", None]
    assert set(found[0]) == {"id", "language", "decision", "answer", "ranking", "danger", "milliseconds"}
    assert len(found[0]["ranking"]) == 5
    assert all(ranked["answer"] in topics() for ranked in found[0]["ranking"])
    assert "Line 2" in found[1]["error"]
    json.dumps(found)


def test_an_interval_is_wilsons() -> None:
    assert share([True] * 9 + [False]) == {"right": 9, "of": 10, "share": 0.9, "low": 0.5958, "high": 0.9821}
