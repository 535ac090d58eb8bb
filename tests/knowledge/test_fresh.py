"""Phrasings that staff published after the learning."""

import numpy as np
import pytest

from knowledge.matcher import store
from knowledge.matcher.fresh import Fresh
from knowledge.matcher.matcher import Example
from knowledge.matcher.store import LiveReader

CLASSES = np.array(["tax", "unpaid_wages"])
SCORES = np.array([[0.1, 0.4]])


@pytest.mark.parametrize(("cosine", "first"), [(0.6, 0.4), (0.7, 0.4), (0.775, 0.2), (0.9, 0.0)])
def test_a_message_belongs_to_a_new_phrasing_as_far_as_it_is_like_it(cosine: float, first: float) -> None:
    fresh = Fresh([Example("p", "tax", "en", ("violence",))], np.array([[1.0, 0.0]]))
    meaning = np.array([[cosine, (1 - cosine**2) ** 0.5]])
    lifted = fresh.lift(SCORES, meaning, CLASSES)
    assert lifted[0, 1] == pytest.approx(first)
    assert (lifted[0, 0] > lifted[0, 1]) == (cosine > 0.75)
    assert fresh.dangers(meaning) == (["violence"] if cosine > 0.75 else [])


@pytest.fixture
def published(reader: LiveReader, monkeypatch: pytest.MonkeyPatch):
    """The reader after somebody published phrasings; as it was before, afterwards."""

    def publish(*examples: Example) -> LiveReader:
        live = [*store.live_examples(), *examples]
        monkeypatch.setattr(store, "live_examples", lambda: live)
        monkeypatch.setattr(store, "edition", lambda: -1)
        assert reader.keep_up()
        assert not reader.keep_up()
        return reader

    yield publish
    monkeypatch.undo()
    reader.keep_up()


def test_a_new_phrasing_is_understood_without_learning(published) -> None:
    odd = "the goat of my madam ate the paper with the stamp of the tax people"
    reader = published(Example(odd, "tax", "en"), Example("anything", "no_such_topic", "en"))
    assert reader.understand("madam's goat ate my paper with the stamp from the tax people").answer == "tax"
    assert reader.understand(odd).decision == "answer"
    assert reader.understand("my boss has not paid me for three months").answer == "unpaid_wages"
