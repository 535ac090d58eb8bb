"""`make bench`: what is measured so far, in one run. The tables say what they stand beside."""

import os
from pathlib import Path

from rich.console import Console

from benchmarks import accuracy, growth, turns, widgets
from settings import PROJECT

#: Questions and the public benchmark are read from here and never copied into the project.
EVALUATION = Path(os.environ.get("EVALUATION_FOLDER", PROJECT.parent / "shared" / "eval"))


def main() -> None:
    """Print every table; one whose data is absent says so in a sentence."""
    console = Console(width=110)
    accuracy.hint3(EVALUATION / "hint3", console)
    accuracy.questions(EVALUATION / "dev_questions.jsonl", console)
    turns.measure(console)
    widgets.measure(console)
    growth.measure(console)
    accuracy.stock_pipeline(EVALUATION / "dev_questions.jsonl", console)


if __name__ == "__main__":
    main()
