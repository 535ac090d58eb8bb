"""From scores to a decision, calibrated on phrasings that the matcher had not seen.

A wrong legal answer is worse than three buttons; a missed danger is worse than a false alarm.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from knowledge.matcher.danger import SIGNS
from knowledge.topics import topics
from languages.pieces import bare

#: Answer at once from this chance of being right; below it three buttons ask. On messages of authors not learnt from,
#: 93 % of such answers are right, and 5 % of what is out of scope gets one (docs/decisions/0003-matcher.md).
ANSWER_FROM = 0.6
#: Offer three choices while the right one is among them at least this often.
WORTH_CHOOSING = 0.3
#: Share of held-out dangers that the learnt reading must notice, among them the quietest ways of telling it. The
#: final reader has learnt from all of them, so it notices more; patterns come on top.
RECALL = 0.9
FOLDS = 3
_SMALL = 1e-9


@dataclass(frozen=True)
class Ranked:
    """An answer with the calibrated chance that it is the right one."""

    answer: str
    confidence: float


@dataclass(frozen=True)
class HeldOut:
    """Of phrasings that a matcher had not seen: scores (texts, classes) and labels; and of those that danger is weighed
    on, signs of danger (weighed, signs) and whether they tell of one."""

    scores: np.ndarray
    labels: np.ndarray
    signs: np.ndarray
    dangerous: np.ndarray


class Decider:
    """Turns scores into calibrated confidence and a decision."""

    def fit(self, held_out: HeldOut, classes: np.ndarray) -> "Decider":
        """Learn the calibration and the threshold of danger from what was held out."""
        self.classes = np.asarray(classes)
        top = self.classes[held_out.scores.argmax(axis=1)]
        right = top == held_out.labels
        features = _features(held_out.scores)
        if right.all() or not right.any():
            right = np.arange(len(right)) % 2 == 0
        self._calibration = bare(LogisticRegression(C=1.0).fit(features, right))
        self._danger = None
        if held_out.dangerous.any() and not held_out.dangerous.all():
            self._danger = bare(LogisticRegression(C=1.0).fit(held_out.signs, held_out.dangerous))
        self.danger_from = _recall_threshold(self.danger_chance(held_out.signs)[held_out.dangerous])
        return self

    def danger_chance(self, signs: np.ndarray) -> np.ndarray:
        """How likely each message tells of danger, from its signs (texts × signs)."""
        return np.zeros(len(signs)) if self._danger is None else self._danger.probabilities(signs)[:, 1]

    def rank(self, scores: np.ndarray, most: int = 5) -> list[Ranked]:
        """The best answers, best first; confidences fall off as their scores do."""
        order = np.argsort(-scores)[:most]
        chance = float(self._calibration.probabilities(_features(scores[np.newaxis]))[0, 1])
        best = max(float(scores[order[0]]), _SMALL)
        return [Ranked(str(self.classes[place]), chance * float(scores[place]) / best) for place in order]

    def decide(self, ranking: Sequence[Ranked]) -> str:
        """One of answer, choose, human, smalltalk, out_of_scope, unclear; danger is decided before this."""
        best = ranking[0]
        decision = _decision(best.answer)
        if decision == "answer":
            if best.confidence >= ANSWER_FROM:
                return "answer"
            worth = sum(ranked.confidence for ranked in ranking[:3])
            return "choose" if worth >= WORTH_CHOOSING else "unclear"
        return decision if best.confidence >= WORTH_CHOOSING / 2 else "unclear"


def _decision(label: str) -> str:
    topic = topics().get(label)
    return topic.decision if topic else "answer"


def _features(scores: np.ndarray) -> np.ndarray:
    ordered = np.log(-np.sort(-scores, axis=1)[:, :3] + _SMALL)
    if ordered.shape[1] < 3:
        ordered = np.pad(ordered, ((0, 0), (0, 3 - ordered.shape[1])), constant_values=np.log(_SMALL))
    return np.column_stack([ordered[:, 0], ordered[:, 0] - ordered[:, 1], ordered[:, 0] - ordered[:, 2]])


def _recall_threshold(chances: np.ndarray) -> float:
    """The chance that RECALL of the dangers reach, never above one half."""
    return min(0.5, float(np.quantile(chances, 1 - RECALL))) if len(chances) else 0.5


def hold_out(
    labels: np.ndarray,
    score: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]],
    classes: int,
    pool: Executor,
) -> tuple[np.ndarray, np.ndarray]:
    """Score every example by a model that has not seen it; the models are learnt side by side in ``pool``.

    ``score(learnt, unseen)`` gets places of examples and returns scores (unseen, classes) and signs of danger
    (unseen, SIGNS). Returns both for all examples.
    """
    scores, signs = np.zeros((len(labels), classes)), np.zeros((len(labels), SIGNS))
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels))
    for (_, unseen), found in zip(folds, pool.map(score, *zip(*folds, strict=True)), strict=True):
        scores[unseen], signs[unseen] = found
    return scores, signs
