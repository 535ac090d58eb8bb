"""`haki evaluate`: how often the right answer is found, by language and topic, with 95 % intervals."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from scipy.stats import binomtest

from commands.ask import BadLine, read_question
from knowledge.matcher.store import LiveReader
from knowledge.matcher.understand import Understanding
from knowledge.topics import topics
from languages.catalogue import known

#: The sections that hold answers about rights and services.
MAIN = ("rights", "recruitment", "social_protection", "return")


@dataclass(frozen=True)
class Judged:
    """A question, what was expected of it and what was made of it."""

    question: dict[str, Any]
    found: Understanding
    accepted: set[str]

    @property
    def first(self) -> bool:
        """Whether the first answer is right."""
        return self.found.answer in self.accepted

    @property
    def among_three(self) -> bool:
        """Whether a right answer is among the first three."""
        return any(ranked.answer in self.accepted for ranked in self.found.ranking[:3])


def share(hits: Iterable[bool]) -> dict[str, Any]:
    """How many of how many, with the 95 % Wilson interval."""
    counted = list(hits)
    right, total = sum(counted), len(counted)
    if not total:
        return {"right": 0, "of": 0, "share": None, "low": None, "high": None}
    interval = binomtest(right, total).proportion_ci(method="wilson")
    return {
        "right": right,
        "of": total,
        "share": round(right / total, 4),
        "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4),
    }


def judge(path: Path, reader: LiveReader) -> list[Judged]:
    """Ask every question of a file. Raises BadLine for one that cannot be judged."""
    judged = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        question = read_question(line, number)
        expected = question.get("subtopic")
        if expected not in topics():
            raise BadLine(f"Line {number} expects {expected!r}, which is no topic of knowledge/topics.yml.")
        # The language given is the one expected; the assistant has to find it by itself.
        judged.append(Judged(question, reader.understand(question["text"]), {expected, *question.get("also", [])}))
    return judged


def report(judged: list[Judged]) -> dict[str, Any]:
    """All figures as one object."""
    answers = [one for one in judged if topics()[one.question["subtopic"]].section in MAIN]
    by_language, by_section = defaultdict(list), defaultdict(list)
    for one in judged:
        by_language[known(one.question.get("lang")) or one.found.language].append(one)
        by_section[topics()[one.question["subtopic"]].section].append(one)
    dangerous = [one for one in judged if one.question.get("danger")]
    harmless = [one for one in judged if not one.question.get("danger")]
    outside = by_section.get("out_of_scope", [])
    persons = [one for one in judged if one.question["subtopic"] == "talk_to_human"]
    spoken = [one for one in judged if one.question.get("lang")]

    def both(of: list[Judged]) -> dict[str, Any]:
        return {"top1": share(one.first for one in of), "top3": share(one.among_three for one in of)}

    return {
        "questions": len(judged),
        "all": both(judged),
        "main_topics": both(answers),
        "main_topics_english": both([one for one in answers if one.question.get("lang") == "en"]),
        "by_language": {language: both(ones) for language, ones in sorted(by_language.items())},
        "by_topic": {section: both(ones) for section, ones in by_section.items()},
        "danger_recall": share(bool(one.found.danger) for one in dangerous),
        "danger_false_alarms": share(bool(one.found.danger) for one in harmless),
        "out_of_scope_answered": share(one.found.decision == "answer" for one in outside),
        "person_understood": share(one.found.answer == "talk_to_human" for one in persons),
        "language_right": share(one.found.language == known(one.question["lang"]) for one in spoken),
        "decisions": {
            name: sum(one.found.decision == name for one in judged)
            for name in ("answer", "choose", "danger", "human", "smalltalk", "out_of_scope", "unclear")
        },
        "answered_right": share(one.first for one in answers if one.found.decision == "answer"),
        "milliseconds_median": sorted(one.found.milliseconds for one in judged)[len(judged) // 2] if judged else None,
    }


def _told(figure: dict[str, Any]) -> str:
    if figure["share"] is None:
        return "–"
    return f"{figure['share']:.1%}  ({figure['low']:.0%}–{figure['high']:.0%})  {figure['right']}/{figure['of']}"


def print_report(figures: dict[str, Any], console: Console) -> None:
    """The figures as tables."""
    table = Table(title=f"{figures['questions']} questions; share, 95 % interval, count")
    for heading in ("", "top-1", "top-3"):
        table.add_column(heading)
    for name in ("all", "main_topics", "main_topics_english"):
        table.add_row(name, _told(figures[name]["top1"]), _told(figures[name]["top3"]))
    for group in ("by_language", "by_topic"):
        table.add_section()
        for name, both in figures[group].items():
            table.add_row(name, _told(both["top1"]), _told(both["top3"]))
    console.print(table)
    for name in (
        "danger_recall", "danger_false_alarms", "out_of_scope_answered", "person_understood", "language_right",
        "answered_right",
    ):  # fmt: skip
        console.print(f"{name:<24}{_told(figures[name])}")
    console.print(f"{'decisions':<24}{json.dumps(figures['decisions'])}")
