"""From phrasings to everything that a reader needs: what was learnt, and thresholds from phrasings held out."""

import itertools
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge.matcher.danger import SIGNS, DangerReader
from knowledge.matcher.decision import FOLDS, Decider, HeldOut, hold_out
from knowledge.matcher.matcher import Example, Matcher
from knowledge.topics import topics
from languages.identify import Identifier

#: Answers whose nearness is a sign of danger.
EMERGENCIES = [slug for slug, topic in topics().items() if topic.section == "emergency"]
#: Models learnt at once.
LEARNING = 2
#: Hears how far long work is: what, how much is done, of how much.
Told = Callable[[str, int, int], None]


def unheard(what: str, done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Parts:
    """Clauses of the phrasings on which danger is weighed.

    ``weighed`` are places of those phrasings; of them, ``texts`` are the clauses, ``of`` the place of the phrasing that
    each belongs to, and ``vectors`` theirs (clauses × dimensions).
    """

    weighed: np.ndarray
    texts: np.ndarray
    of: np.ndarray
    vectors: np.ndarray


@dataclass(frozen=True)
class Learnt:
    """What phrasings teach. Without an identifier there is one language only."""

    identifier: Identifier | None
    matcher: Matcher
    danger: DangerReader
    decider: Decider


def learn(examples: Sequence[Example], vectors: np.ndarray, parts: Parts, told: Told = unheard) -> Learnt:
    """Learn languages, answers and dangers from phrasings and their vectors (phrasings × dimensions).

    ``told`` hears how far it is: once for each part held out and once for the whole.
    """
    with warnings.catch_warnings():
        # A topic with fewer phrasings than folds is scored in those it has.
        warnings.filterwarnings("ignore", message="The least populated class")
        return _learn(examples, vectors, parts, told)


def _learn(examples: Sequence[Example], vectors: np.ndarray, parts: Parts, told: Told) -> Learnt:
    labels = np.array([example.label for example in examples])
    classes = np.unique(labels)
    spoken = [example.language for example in examples]
    identifier = Identifier().fit([example.text for example in examples], spoken) if len(set(spoken)) > 1 else None
    rounds = itertools.count(1)
    told("learning", 0, FOLDS + 1)

    def score(learnt: np.ndarray, unseen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        matcher, danger = _fit([examples[place] for place in learnt], vectors[learnt])
        told("learning", next(rounds), FOLDS + 1)
        return _score(matcher, danger, examples, vectors, parts, unseen, classes)

    # One thread each: two that share a sum wait for each other, for minutes when somebody else needs a core.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(LEARNING) as pool:
        whole = pool.submit(_fit, examples, vectors)
        scores, signs = hold_out(labels, score, len(classes), pool)
        matcher, danger = whole.result()
    told("learning", next(rounds), FOLDS + 1)
    dangerous = np.array([bool(example.danger) for example in examples])
    held_out = HeldOut(scores, labels, signs[parts.weighed], dangerous[parts.weighed])
    return Learnt(identifier, matcher, danger, Decider().fit(held_out, classes))


def _fit(examples: Sequence[Example], vectors: np.ndarray) -> tuple[Matcher, DangerReader]:
    matcher = Matcher().fit(examples, vectors)
    spoken = np.array([example.language for example in examples])
    meanings = np.empty_like(vectors)
    for language in np.unique(spoken):
        meanings[spoken == language] = matcher.centre(vectors[spoken == language], {language: 1.0})
    return matcher, DangerReader().fit(examples, meanings)


def _score(
    matcher: Matcher,
    danger: DangerReader,
    examples: Sequence[Example],
    vectors: np.ndarray,
    parts: Parts,
    unseen: np.ndarray,
    classes: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Scores (unseen, classes) and signs of danger (unseen, SIGNS) of phrasings that were not learnt from."""
    places = np.searchsorted(classes, matcher.classes)
    scores, signs = np.zeros((len(unseen), len(classes))), np.zeros((len(unseen), SIGNS))
    row_of = np.full(len(examples), -1)
    row_of[unseen] = np.arange(len(unseen))
    for language in {examples[place].language for place in unseen}:
        only = {language: 1.0}
        rows = np.array([row for row, place in enumerate(unseen) if examples[place].language == language], dtype=int)
        texts = [examples[unseen[row]].text for row in rows]
        look = matcher.look(vectors[unseen[rows]], only)
        found = matcher.scores(texts, look, only)
        scores[np.ix_(rows, places)] = found
        view = matcher.emergency_view(found, EMERGENCIES)
        views = np.zeros((len(unseen), view.shape[1]))
        views[rows] = view
        mine = np.flatnonzero(np.isin(parts.of, unseen[rows]))
        if len(mine):
            by_clause = matcher.scores(list(parts.texts[mine]), matcher.look(parts.vectors[mine], only), only)
            np.maximum.at(views, row_of[parts.of[mine]], matcher.emergency_view(by_clause, EMERGENCIES))
        signs[rows] = danger.signs(texts, look, view, views[rows])
    return scores, signs
