"""`haki ask`: reads questions, one a line, and writes what the assistant makes of each."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from knowledge.matcher.store import LiveReader
from knowledge.matcher.understand import LONGEST, Understanding
from languages.catalogue import known
from settings import Mistake


class BadLine(Mistake):
    """A line that is no question; the message says why."""


def read_question(line: str, number: int) -> dict[str, Any]:
    """A question from a JSON line or a plain text line. Raises BadLine."""
    stripped = line.strip()
    if not stripped.startswith("{"):
        return {"id": str(number), "text": stripped}
    try:
        question = json.loads(stripped)
    except json.JSONDecodeError as error:
        raise BadLine(f"Line {number} looks like JSON but cannot be read: {error.msg}.") from error
    if not isinstance(question.get("text"), str) or not question["text"].strip():
        raise BadLine(f'Line {number} has no "text".')
    if len(question["text"]) > LONGEST:
        raise BadLine(f"Line {number} is longer than {LONGEST} characters.")
    if question.get("lang") is not None and known(str(question["lang"])) is None:
        raise BadLine(f"Line {number} asks for the language {question['lang']!r}, which is not spoken here.")
    question.setdefault("id", str(number))
    return question


def as_json(identity: Any, found: Understanding) -> dict[str, Any]:
    """The published shape of an understanding."""
    return {
        "id": identity,
        "language": found.language,
        "decision": found.decision,
        "answer": found.answer,
        "ranking": [{"answer": r.answer, "confidence": round(r.confidence, 4)} for r in found.ranking],
        "danger": found.danger,
        "milliseconds": round(found.milliseconds, 2),
    }


def replies(lines: Iterable[str], reader: LiveReader) -> Iterator[dict[str, Any]]:
    """One object for each line that is not empty; a bad line gets an error object and the rest goes on."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = read_question(line, number)
        except BadLine as error:
            yield {"id": None, "line": number, "error": str(error)}
            continue
        yield as_json(question["id"], reader.understand(question["text"], known(question.get("lang"))))


def ask(reader: LiveReader, source: TextIO = sys.stdin, target: TextIO = sys.stdout) -> None:
    """Answer every line of ``source`` on ``target``, each as soon as it is known."""
    for reply in replies(source, reader):
        target.write(json.dumps(reply, ensure_ascii=False) + "\n")
        target.flush()
