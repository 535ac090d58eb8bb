"""Everything Haki makes of one message: its language, the answers it may ask for, its dangers, what to do.

`haki ask`, `haki evaluate` and the live assistant all call this and nothing else.
"""

import itertools
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge.matcher.danger import SIGNS, DangerReader, read_by_pattern
from knowledge.matcher.decision import FOLDS, Decider, HeldOut, Ranked, hold_out
from knowledge.matcher.encoder import Encoder, windows
from knowledge.matcher.fresh import Fresh
from knowledge.matcher.matcher import Example, Look, Matcher
from knowledge.matcher.views import both_spellings
from knowledge.topics import FIRST_STEPS, topics
from languages.catalogue import DEFAULT
from languages.identify import Identifier
from languages.respelling import Respelling

#: Answers whose nearness is a sign of danger.
EMERGENCIES = [slug for slug, topic in topics().items() if topic.section == "emergency"]
#: Models learnt at once.
LEARNING = 2
#: Longest message that is read, in characters; the inbox refuses longer ones before.
LONGEST = 20_000
#: Hears how far long work is: what, how much is done, of how much.
Told = Callable[[str, int, int], None]


def unheard(what: str, done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Understanding:
    """What one message means. ``ranking`` has up to five answers, best first; ``danger`` names kinds of danger."""

    language: str
    decision: str
    answer: str
    ranking: list[Ranked]
    danger: list[str] = field(default_factory=list)
    languages: dict[str, float] = field(default_factory=dict)
    milliseconds: float = 0.0

    @property
    def first_steps(self) -> str | None:
        """The emergency answer to give at once, None without danger."""
        if not self.danger:
            return None
        topic = topics().get(self.answer)
        return self.answer if topic and topic.section == "emergency" else FIRST_STEPS[self.danger[0]]


class Reader:
    """Fitted on the phrasings of the live library; those published since are taken in as they are."""

    fresh: Fresh | None = None

    def __init__(self, spelling: Respelling) -> None:
        self._spelling = spelling

    def fit(self, examples: Sequence[Example], vectors: np.ndarray, told: Told = unheard) -> "Reader":
        """Learn languages, answers and dangers from phrasings and their vectors (phrasings × dimensions).

        ``told`` hears how far it is: once for each part held out and once for the whole.
        """
        with warnings.catch_warnings():
            # A topic with fewer phrasings than folds is scored in those it has.
            warnings.filterwarnings("ignore", message="The least populated class")
            self._fit(examples, vectors, told)
        return self

    def _fit(self, examples: Sequence[Example], vectors: np.ndarray, told: Told) -> None:
        labels = np.array([example.label for example in examples])
        classes = np.unique(labels)
        spoken = [example.language for example in examples]
        self.identifier = (
            Identifier().fit([example.text for example in examples], spoken) if len(set(spoken)) > 1 else None
        )
        self._only = spoken[0]

        rounds = itertools.count(1)
        told("learning", 0, FOLDS + 1)

        def score(learnt: np.ndarray, unseen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            matcher, danger = _learn([examples[place] for place in learnt], vectors[learnt])
            told("learning", next(rounds), FOLDS + 1)
            places = np.searchsorted(classes, matcher.classes)
            scores, signs = np.zeros((len(unseen), len(classes))), np.zeros((len(unseen), SIGNS))
            for language in set(spoken):
                rows = np.array([row for row, place in enumerate(unseen) if spoken[place] == language], dtype=int)
                texts = [examples[unseen[row]].text for row in rows]
                look = matcher.look(vectors[unseen[rows]], {language: 1.0})
                found = matcher.scores(texts, look, {language: 1.0})
                scores[np.ix_(rows, places)] = found
                signs[rows] = danger.signs(texts, look, matcher.emergency_view(found, EMERGENCIES))
            return scores, signs

        # One thread each: two that share a sum wait for each other, for minutes when somebody else needs a core.
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(LEARNING) as pool:
            whole = pool.submit(_learn, examples, vectors)
            scores, signs = hold_out(labels, score, len(classes), pool)
            self.matcher, self.danger = whole.result()
        told("learning", next(rounds), FOLDS + 1)
        dangerous = np.array([bool(example.danger) for example in examples])
        self.decider = Decider().fit(HeldOut(scores, labels, signs, dangerous), classes)

    def take_in(self, examples: Sequence[Example], encoder: Encoder) -> None:
        """Let new phrasings of known answers count at once. Replaces those taken in before."""
        known = [example for example in examples if example.label in self.matcher.classes]
        vectors = [self._encode([one.text], one.language, encoder) for one in known]
        meanings = [self.matcher.centre(own, {one.language: 1.0}) for own, one in zip(vectors, known, strict=True)]
        self.fresh = Fresh(known, np.concatenate(meanings)) if known else None

    def understand(self, text: str, encoder: Encoder, language: str | None = None) -> Understanding:
        """Read one message. ``language`` is what the worker chose, if they did; else it is identified."""
        started = time.perf_counter()
        text = text[:LONGEST]
        languages = self._languages(text, language)
        pieces = windows(text)
        look = self.matcher.look(self._encode(pieces, next(iter(languages)), encoder), languages)
        scores = self.matcher.scores(pieces, look, languages)
        if self.fresh:
            scores = self.fresh.lift(scores, look.meanings, self.matcher.classes)
        ranking = self.decider.rank(scores.max(axis=0))
        danger = self._danger(text, pieces, look, scores)
        decision = self.decider.decide(ranking)
        if decision in ("answer", "choose") and not danger and ranking[0].answer in EMERGENCIES:
            # Where an emergency is the likeliest, first steps come before anything else, a choice of buttons too.
            likeliest = scores[:, self.matcher.classes == ranking[0].answer].argmax()
            danger = self.danger.kinds(look.meanings[likeliest])
        decision = "danger" if danger else decision
        return Understanding(
            language=language or next(iter(languages)),
            decision=decision,
            answer=ranking[0].answer,
            ranking=ranking,
            danger=danger,
            languages=languages,
            milliseconds=(time.perf_counter() - started) * 1000,
        )

    def _encode(self, texts: Sequence[str], language: str, encoder: Encoder) -> np.ndarray:
        """Vectors of texts; romanised ones are read in their own script too. Shape (texts, dimensions)."""
        vectors = encoder.encode(texts)
        respelt = {
            place: words for place, text in enumerate(texts) if (words := self._spelling.respell(text, language))
        }
        if respelt:
            places = list(respelt)
            vectors[places] = both_spellings(vectors[places], encoder.encode(list(respelt.values())))
        return vectors

    def _languages(self, text: str, chosen: str | None) -> dict[str, float]:
        if self.identifier is None:
            return {self._only: 1.0}
        return self.identifier.identify(text, chosen)

    def _danger(self, text: str, pieces: Sequence[str], look: Look, scores: np.ndarray) -> list[str]:
        seen = read_by_pattern(text)
        signs = self.danger.signs(pieces, look, self.matcher.emergency_view(scores, EMERGENCIES))
        for meaning, chance in zip(look.meanings, self.decider.danger_chance(signs), strict=True):
            if chance >= self.decider.danger_from:
                seen += self.danger.kinds(meaning)
        if self.fresh:
            seen += self.fresh.dangers(look.meanings)
        return list(dict.fromkeys(seen))


def _learn(examples: Sequence[Example], vectors: np.ndarray) -> tuple[Matcher, DangerReader]:
    matcher = Matcher().fit(examples, vectors)
    spoken = np.array([example.language for example in examples])
    meanings = np.empty_like(vectors)
    for language in np.unique(spoken):
        meanings[spoken == language] = matcher.centre(vectors[spoken == language], {language: 1.0})
    return matcher, DangerReader().fit(examples, meanings)


def without_model(text: str) -> Understanding:
    """What can be said when the model is down: dangers by pattern, and nothing else."""
    danger = read_by_pattern(text)
    decision = "danger" if danger else "unclear"
    return Understanding(DEFAULT, decision, FIRST_STEPS[danger[0]] if danger else "", [], danger)
