"""What the matcher costs as the library grows. The larger libraries are synthetic: copies with changed words."""

import random
import time

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from knowledge.matcher.encoder import SmallE5
from knowledge.matcher.matcher import Example, Matcher
from knowledge.matcher.store import live_examples, vectors_of

SIZES = (82, 1_000, 10_000)
#: Phrasings of each answer, all in English, so that every size has as many an answer.
EACH = 12
QUERIES = 40


def measure(console: Console) -> None:
    """Fit on 82, 1,000 and 10,000 answers; time reading a message whose vector is known."""
    own = _few(live_examples())
    vectors = vectors_of([example.text for example in own], SmallE5())
    table = Table(
        "answers", "phrasings", "fit, s", "read, ms", "memory, MB", title="Growth (above 82: synthetic copies)"
    )
    for size in SIZES:
        examples, about = _grown(own, vectors, size)
        before, started = psutil.Process().memory_info().rss, time.perf_counter()
        matcher = Matcher().fit(examples, about)
        fitted = time.perf_counter() - started
        started = time.perf_counter()
        for place in range(QUERIES):
            look = matcher.look(vectors[place : place + 1], {"en": 1.0})
            matcher.scores([own[place].text], look, {"en": 1.0})
        read = (time.perf_counter() - started) / QUERIES * 1000
        grown = (psutil.Process().memory_info().rss - before) / 1e6
        table.add_row(f"{size:,}", f"{len(examples):,}", f"{fitted:.1f}", f"{read:.1f}", f"{grown:.0f}")
    console.print(table)


def _few(examples: list[Example]) -> list[Example]:
    chosen: dict[str, list[Example]] = {}
    for example in examples:
        if example.language == "en":
            chosen.setdefault(example.label, []).append(example)
    return [example for label in sorted(chosen) for example in chosen[label][:EACH]]


def _grown(own: list[Example], vectors: np.ndarray, size: int) -> tuple[list[Example], np.ndarray]:
    """Copies with other words (each word spelt anew, the same way throughout one copy) and moved vectors."""
    chance, moved = np.random.default_rng(0), [vectors]
    examples, labels = list(own), len({example.label for example in own})
    for copy in range(1, -(-size // labels)):
        shift = np.asarray(chance.normal(size=vectors.shape[1]), np.float32)
        shift = 0.5 * shift / np.linalg.norm(shift)
        turned = vectors + shift
        moved.append(turned / np.linalg.norm(turned, axis=1, keepdims=True))
        examples += [Example(_respelt(example.text, copy), f"{example.label}-{copy}", "en") for example in own]
    kept = set(sorted({example.label for example in examples}, key=lambda label: (label.count("-"), label))[:size])
    rows = [place for place, example in enumerate(examples) if example.label in kept]
    return [examples[row] for row in rows], np.concatenate(moved)[rows]


def _respelt(text: str, copy: int) -> str:
    letters = list("abcdefghijklmnopqrstuvwxyz")
    random.Random(copy).shuffle(letters)
    return text.lower().translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "".join(letters)))
