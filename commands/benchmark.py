"""`haki benchmark`: the same matcher on any labelled set, so that it is good at matching, not at our topics."""

import csv
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import matthews_corrcoef

from knowledge.matcher.encoder import Encoder, encode_many
from knowledge.matcher.matcher import Example, Matcher
from settings import Mistake

#: Thresholds tried, finer than the paper's ten so that no scale of scores is favoured.
THRESHOLDS = np.linspace(0.0, 0.9, 91)
_ANY = {"any": 1.0}


class BadTable(Mistake):
    """A file without the two columns; the message says so."""


def read_table(path: Path) -> tuple[list[str], np.ndarray]:
    """Sentences and labels from a CSV file with the columns sentence and label."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"sentence", "label"} <= set(rows.fieldnames or ()):
            raise BadTable(f"{path} needs the columns sentence and label.")
        pairs = [(row["sentence"] or "", row["label"] or "") for row in rows]
    if not pairs:
        raise BadTable(f"{path} has no rows.")
    return [text for text, _ in pairs], np.array([label for _, label in pairs])


def measure(train: Path, test: Path, encoder: Encoder, out_of_scope: str | None) -> dict[str, Any]:
    """Train on one file and measure on another; nothing is chosen by the test file but the threshold of best MCC."""
    texts, labels = read_table(train)
    questions, expected = read_table(test)
    started = time.perf_counter()
    vectors = np.vstack([found for _, found in encode_many(encoder, texts)])
    matcher = Matcher().fit([Example(t, str(lab), "any") for t, lab in zip(texts, labels, strict=True)], vectors)
    trained = time.perf_counter() - started
    started = time.perf_counter()
    scores = np.stack(
        [matcher.scores([question], matcher.look(encoder.encode([question]), _ANY), _ANY)[0] for question in questions]
    )
    each = (time.perf_counter() - started) / len(questions) * 1000
    found, confidence = matcher.classes[scores.argmax(axis=1)].astype(object), scores.max(axis=1)
    inside = expected != out_of_scope
    figures: dict[str, Any] = {
        "train": len(texts),
        "test": len(questions),
        "in_scope_accuracy": round(float((found[inside] == expected[inside]).mean()), 4),
        "training_seconds": round(trained, 2),
        "milliseconds_a_query": round(each, 2),
    }
    if out_of_scope is not None and not inside.all():
        tried = [np.where(confidence >= limit, found, out_of_scope) for limit in THRESHOLDS]
        correlations = [matthews_corrcoef(list(expected), list(decided)) for decided in tried]
        best = int(np.argmax(correlations))
        figures |= {
            "best_mcc": round(float(correlations[best]), 4),
            "threshold": round(float(THRESHOLDS[best]), 2),
            "out_of_scope_recall": round(float((tried[best][~inside] == out_of_scope).mean()), 4),
            "in_scope_accuracy_there": round(float((tried[best][inside] == expected[inside]).mean()), 4),
        }
    return figures
