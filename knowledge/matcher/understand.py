"""Everything Haki makes of one message: its language, the answers it may ask for, its dangers, what to do.

`haki ask`, `haki evaluate` and the live assistant all call this and nothing else.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.matcher.clauses import MOST, clauses
from knowledge.matcher.danger import read_by_pattern
from knowledge.matcher.decision import Ranked
from knowledge.matcher.encoder import Encoder, windows
from knowledge.matcher.fresh import Fresh
from knowledge.matcher.learning import EMERGENCIES, Learnt
from knowledge.matcher.matcher import Example, Look
from knowledge.matcher.views import both_spellings
from knowledge.topics import FIRST_STEPS, topics
from languages.catalogue import DEFAULT
from languages.respelling import Respelling

#: Longest message that is read, in characters; the inbox refuses longer ones before.
LONGEST = 20_000


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
    """Reads with what the phrasings of the live library taught; those published since are taken in as they are."""

    fresh: Fresh | None = None

    def __init__(self, spelling: Respelling, learnt: Learnt, only: str = DEFAULT) -> None:
        """``only`` is the one language of a library that has no other."""
        self._spelling, self._only = spelling, only
        self.identifier, self.matcher = learnt.identifier, learnt.matcher
        self.danger, self.decider = learnt.danger, learnt.decider

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
        look, scores = self._read(pieces, languages, encoder)
        parts = [part for piece in pieces for part in clauses(piece, MOST // len(pieces))]
        by_clause = self._read(parts, languages, encoder)[1] if parts else scores[:0]
        ranking = self.decider.rank(scores.max(axis=0))
        danger = self._danger(text, pieces, look, scores, by_clause)
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

    def _read(self, texts: Sequence[str], languages: dict[str, float], encoder: Encoder) -> tuple[Look, np.ndarray]:
        """What texts mean, and their scores (texts × answers)."""
        look = self.matcher.look(self._encode(texts, next(iter(languages)), encoder), languages)
        scores = self.matcher.scores(texts, look, languages)
        if self.fresh:
            scores = self.fresh.lift(scores, look.meanings, self.matcher.classes)
        return look, scores

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

    def _danger(
        self, text: str, pieces: Sequence[str], look: Look, scores: np.ndarray, by_clause: np.ndarray
    ) -> list[str]:
        seen = read_by_pattern(text)
        view = self.matcher.emergency_view(scores, EMERGENCIES)
        most = np.concatenate([view, self.matcher.emergency_view(by_clause, EMERGENCIES)]).max(axis=0)
        signs = self.danger.signs(pieces, look, view, np.broadcast_to(most, view.shape))
        for meaning, chance in zip(look.meanings, self.decider.danger_chance(signs), strict=True):
            if chance >= self.decider.danger_from:
                seen += self.danger.kinds(meaning)
        if self.fresh:
            seen += self.fresh.dangers(look.meanings)
        return list(dict.fromkeys(seen))


def without_model(text: str) -> Understanding:
    """What can be said when the model is down: dangers by pattern, and nothing else."""
    danger = read_by_pattern(text)
    decision = "danger" if danger else "unclear"
    return Understanding(DEFAULT, decision, FIRST_STEPS[danger[0]] if danger else "", [], danger)
