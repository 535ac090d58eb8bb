"""Phrasings that an editor should look at."""

import numpy as np

from knowledge.matcher.matcher import Example
from knowledge.matcher.review import review


def test_a_twin_and_a_stranger_are_named() -> None:
    chance = np.random.default_rng(0)
    centres = {"pay": chance.normal(size=32), "tax": chance.normal(size=32)}
    examples, vectors = [], []
    for label, centre in centres.items():
        for number in range(8):
            examples.append(Example(f"{label} {number}", label, "en"))
            vectors.append(centre + 0.5 * chance.normal(size=32))
    examples.append(Example("pay again", "pay", "en"))
    vectors.append(vectors[0])
    examples.append(Example("tax by mistake", "pay", "en"))
    vectors.append(centres["tax"])
    found = list(review(examples, np.array(vectors, dtype=np.float32)))
    assert any("'pay 0' teaches nothing beside 'pay again'" in sentence for sentence in found)
    assert any("'tax by mistake' sits nearer to tax" in sentence for sentence in found)
    assert len(found) == 2
