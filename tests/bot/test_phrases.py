"""Every phrase exists in every language, with the same gaps to fill."""

import re

import pytest

from bot.phrases import phrases
from languages.catalogue import languages


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_a_language_has_every_phrase_with_its_gaps(language: str) -> None:
    english, other = phrases("en"), phrases(language)
    assert set(other) == set(english)
    for key, words in english.items():
        assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", words)), key
