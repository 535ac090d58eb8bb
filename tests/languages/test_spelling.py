"""One word in many scripts and spellings."""

import pytest

from languages.spelling import consonants, roman


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("मेरा मालिक पैसा देता", "mera maalik paisa detaa"),
        ("আমার বেতন দেয় না", "amar beton dey na"),
        ("मेरो पासपोर्ट", "mero paasport"),
        ("раб", "rab"),
        ("salaire impayé", "SALAIRE IMPAYE"),
        ("sa7eb el 3amal", "saheb el amal"),
        ("malik paisa nahi dhe raha", "maalik paisaa nahee de rahaa"),
    ],
)
def test_the_same_words_have_the_same_consonants(one: str, other: str) -> None:
    """However a word is spelt, it is known."""
    assert consonants(one) == consonants(other)


def test_different_words_stay_apart() -> None:
    """Consonants must not make everything alike."""
    assert len({consonants(word) for word in ("salary", "passport", "agent", "police", "mother", "union")}) == 6


def test_numbers_stay_numbers() -> None:
    """Only a digit inside a word is a letter of Arabizi."""
    assert roman("3 months, 2500 riyal, 72x30") == "3 months, 2500 riyal, 72x30"
    assert roman("ma3ash 7abs") == "ma'ash habs"


@pytest.mark.parametrize("text", ["", "   ", "🙏", "\udcff", "\x00", "९"])
def test_anything_can_be_read(text: str) -> None:
    """Whatever a phone sends."""
    assert isinstance(consonants(text), str)
