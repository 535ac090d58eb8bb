"""Romanised words in their own script, as the phrasings that were learnt write them."""

import pytest

from languages.respelling import Respelling

TEXTS = {
    "ar": ["الراتب متأخر ثلاث شهور", "صاحب العمل أخذ الجواز", "عايز حقي من الشركة", "شهور"],
    "hi": ["मालिक ने पासपोर्ट रख लिया", "तनख्वाह नहीं मिली"],
    "bn": ["আমার বেতন দেয় না", "তিন মাস ধরে"],
    "ne": ["मलाई पैसा दिएन", "काम गर्न सकिन", "भनेर"],
    "ru": ["хозяин не отдаёт зарплату", "выгнали с работы", "что делать"],
    "en": ["my salary"],
}


@pytest.fixture(scope="module")
def spelling() -> Respelling:
    pairs = [(text, language) for language, texts in TEXTS.items() for text in texts]
    return Respelling().fit([text for text, _ in pairs], [language for _, language in pairs])


@pytest.mark.parametrize(
    ("language", "romanised", "own"),
    [
        ("ar", "el rateb met2akher talat shohour", "الراتب متأخر ثلاث شهور"),
        ("ar", "sa7eb el 3amal 5ad el gawaz", "صاحب العمل أخذ الجواز"),
        ("ar", "7a2y mn elsherka", "حقي من الشركة"),
        ("hi", "malik ne passport rakh liya", "मालिक ने पासपोर्ट रख लिया"),
        ("bn", "amar beton dey na 3 mash", "আমার বেতন দেয় না 3 মাস"),
        ("ne", "malai paisa diena vanera", "मलाई पैसा दिएन भनेर"),
        ("ru", "hozyain ne otdaet zarplatu, 4to delat", "хозяин не отдаёт зарплату, что делать"),
    ],
)
def test_romanised_words_are_respelt_and_unknown_ones_stay(
    spelling: Respelling, language: str, romanised: str, own: str
) -> None:
    assert spelling.respell(romanised, language) == own


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "صاحب العمل"),  # in its own script already
        ("en", "my salary"),  # a language that nobody romanises
        ("hi", "xyzzy 123"),  # no word is known
        ("bn", ""),
        ("bn", "\0\ud800 🙂"),
    ],
)
def test_what_needs_no_respelling_is_left_alone(spelling: Respelling, language: str, text: str) -> None:
    assert spelling.respell(text, language) is None


def test_an_unlearnt_language_is_left_alone() -> None:
    assert Respelling().fit(["hello"], ["en"]).respell("mera paisa", "hi") is None
