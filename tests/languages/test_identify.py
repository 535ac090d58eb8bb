"""Languages of short, romanised and mixed messages; sentences written for the tests."""

import pytest

from knowledge.countries import countries_in
from knowledge.matcher.store import LiveReader
from languages.identify import script_of

SENTENCES = [
    ("en", "please i need help with my visa"),
    ("fr", "je voudrais rentrer chez moi"),
    ("sw", "naomba msaada wa haraka"),
    ("id", "saya mau pulang ke kampung"),
    ("es", "quiero volver a mi casa"),
    ("tl", "gusto ko na pong umuwi"),
    ("ar", "بدي ارجع على بلدي"),
    ("ar", "baddi erja3 3a baladi"),
    ("hi", "mujhe ghar wapas jana hai"),
    ("ne", "malai ghar pharkinu cha"),
    ("bn", "ami bari fire jete chai"),
    ("ru", "хочу домой"),
    ("ru", "hochu domoy, pomogite s biletom"),
    ("bn", "আমি বাড়ি যেতে চাই"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_the_language_is_found(reader: LiveReader, language: str, text: str) -> None:
    assert reader.understand(text).language == language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I am from Nepal working in Qatar", ["QA"]),
        ("म कतारमा छु", ["QA"]),
        ("أنا في قطر", ["QA"]),
        ("dari Indonesia kerja di Taiwan", ["TW"]),
        ("can you help us", []),
    ],
)
def test_the_country_somebody_is_in_is_found(text: str, found: list[str]) -> None:
    assert countries_in(text) == found


def test_scripts_are_told_apart() -> None:
    assert [script_of(text) for text in ("abc", "нет", "नहीं", "না", "لا", "123")] == [
        "Latn", "Cyrl", "Deva", "Beng", "Arab", None,
    ]  # fmt: skip
