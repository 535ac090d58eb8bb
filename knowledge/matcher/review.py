"""Phrasings beside each other: which teach nothing new, and which sit nearer to another answer than to their own."""

from collections.abc import Iterator, Sequence

import numpy as np

from knowledge.matcher.matcher import Example
from knowledge.matcher.views import centred

#: From this cosine on (about the language's mean) two phrasings of one answer say the same thing in the same words.
SAME = 0.97
#: A phrasing this much nearer to another answer's phrasings than to the others of its own is probably misplaced.
MISPLACED = 0.15
#: ... if one of them is really near: below this cosine meanings are too unlike to say anything.
NEAR = 0.7
#: Neighbours of which the mean is taken: one strange neighbour is no proof.
NEIGHBOURS = 3


def review(examples: Sequence[Example], vectors: np.ndarray) -> Iterator[str]:
    """One sentence for each phrasing that an editor should look at. ``vectors`` has shape (examples, dimensions)."""
    spoken = np.array([example.language for example in examples])
    labels = np.array([example.label for example in examples])
    for language in sorted(set(spoken)):
        places = np.flatnonzero(spoken == language)
        meanings = centred(vectors[places], vectors[places].mean(axis=0))
        yield from _review(places, meanings @ meanings.T, labels[places], examples)


def _review(places: np.ndarray, cosines: np.ndarray, labels: np.ndarray, examples: Sequence[Example]) -> Iterator[str]:
    np.fill_diagonal(cosines, -1.0)
    own = labels[:, np.newaxis] == labels
    for row, place in enumerate(places):
        example = examples[place]
        twin = int(np.where(own[row], cosines[row], -1.0).argmax())
        if own[row, twin] and cosines[row, twin] >= SAME and row < twin:
            other = examples[places[twin]].text
            yield f"{example.label}, {example.language}: {example.text!r} teaches nothing beside {other!r}."
            continue
        mine = _mean_of_nearest(cosines[row][own[row]])
        foreign = np.where(own[row], -1.0, cosines[row])
        theirs = _mean_of_nearest(foreign)
        nearest = examples[places[int(foreign.argmax())]]
        if foreign.max() >= NEAR and theirs - mine >= MISPLACED:
            yield (
                f"{example.label}, {example.language}: {example.text!r} sits nearer to {nearest.label}, "
                f"beside {nearest.text!r}. Does it belong there?"
            )


def _mean_of_nearest(cosines: np.ndarray) -> float:
    return float(np.sort(cosines)[-NEIGHBOURS:].mean()) if len(cosines) else -1.0
