"""Reading grade of every English answer: at most seven years of school (Flesch–Kincaid, by the package readability)."""

import re
import sys

import readability

from knowledge.answer import read_answer
from knowledge.library import shipped

GRADE = 7.0


def grade_of(text: str) -> float:
    """Flesch–Kincaid grade; the package wants a sentence a line and words apart from signs."""
    sentences = [" ".join(re.findall(r"[\w'’-]+", sentence)) for sentence in re.split(r"(?<=[.!?:])\s+", text)]
    measures = readability.getmeasures("\n".join(sentence for sentence in sentences if sentence), lang="en")
    return measures["readability grades"]["Kincaid"]


def main() -> None:
    """Print each answer above the grade; fail if there is one."""
    hard = []
    for document in shipped():
        if document.kind != "answer" or document.language != "en":
            continue
        answer = read_answer(document.slug, "en", document.text)
        if answer.short is None:
            continue
        grade = grade_of(" ".join(text.words for text in (answer.short, *answer.steps)))
        if grade > GRADE:
            hard.append((grade, document.path))
    for grade, path in sorted(hard, reverse=True):
        print(f"{path}: grade {grade:.1f}. Use shorter sentences and plainer words.")
    print(f"{len(hard)} answers above grade {GRADE:.0f}.")
    sys.exit(bool(hard))


if __name__ == "__main__":
    main()
