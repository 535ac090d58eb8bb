"""Conventions named in messages, and what each country has done with them."""

import pytest

from bot import reply
from bot.phrases import phrases
from bot.understanding import reading_for_rasa
from knowledge import instruments as module
from knowledge.answer import AnswerError
from knowledge.instruments import Instrument, instruments, instruments_in, read_instruments
from knowledge.library import FILES
from knowledge.matcher.understand import Understanding
from knowledge.validate import instrument_problems

COUNTRIES = sorted(path.stem for path in (FILES / "directory").glob("??.yml"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Has Kuwait signed C189?", ["C189"]),
        ("did qatar ratify ilo convention no. 190", ["C190"]),
        ("le Liban a ratifié la convention n° 189 ?", ["C189"]),
        ("هل صدّق لبنان على الاتفاقية رقم 189", ["C189"]),
        ("के नेपालले महासन्धि नं १८९ अनुमोदन गरेको छ?", ["C189"]),
        ("мот 97 и конвенция 143", ["C097", "C143"]),
        ("which countries are in the migrant workers convention of the UN", ["ICRMW"]),
        ("C29 and C105", ["C029", "C105"]),
        ("I live in camp c12 room 189", []),
        ("they owe me 189 dinars", []),
    ],
)
def test_an_instrument_is_known_by_number_or_name(text: str, codes: list[str]) -> None:
    assert instruments_in(text) == codes


@pytest.mark.parametrize("code", instruments())
def test_every_country_stands_once_and_every_instrument_is_told_in_words(code: str) -> None:
    instrument = instruments()[code]
    assert {f"instrument_{code.lower()}", f"about_{code.lower()}"} <= phrases("en").keys()
    if instrument.standings:
        assert sorted(instrument.standings) == COUNTRIES
    for country, (standing, when) in instrument.standings.items():
        assert standing not in ("ratified", "denounced") or when[:4].isdigit(), (country, when)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """One instrument with one country of each standing."""
    source = next(iter(instruments().values())).sources
    standings = {"PH": ("ratified", "2012-09-05"), "KW": ("not_ratified", ""), "QA": ("unknown", "")}
    found = {"C189": Instrument("C189", "Domestic Workers Convention, 2011", (), source, standings)}
    monkeypatch.setattr(module, "instruments", lambda: found)
    monkeypatch.setattr(reply, "instruments", lambda: found)


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize(
    ("country", "told"),
    [
        ("PH", "Yes. Philippines has ratified the Domestic Workers Convention (C189), in 2012."),
        ("KW", "No. Kuwait has not ratified the Domestic Workers Convention (C189)"),
        ("QA", "I could not find out whether Qatar has ratified"),
        ("FR", "I could not find out whether France has ratified"),
        (None, "these have ratified the Domestic Workers Convention (C189): Philippines."),
    ],
)
def test_a_country_is_told_of_as_it_stands(country: str | None, told: str) -> None:
    said = reply.ratification_reply(["C189"], "en", country, [])
    assert told in said["text"]
    assert said["sources"]
    assert "not yet confirmed" in said["notes"][0]


def test_nobody_is_named_where_nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    unheard = Instrument("C157", "Maintenance of Rights", (), (), {"PH": ("unknown", "")})
    monkeypatch.setattr(reply, "instruments", lambda: {"C157": unheard})
    text = reply.ratification_reply(["C157"], "en", None, [])["text"]
    assert text.startswith("Maintenance of Social Security Rights Convention (C157).\n\nSocial security")


def test_danger_goes_before_conventions() -> None:
    text = "my boss beats me, C190 is for this"
    found = Understanding("en", "danger", "physical_violence", [], ["violence"], {"en": 1.0})
    assert reading_for_rasa(text, found, {})["intent"]["name"] == "danger"
    calm = Understanding("en", "unclear", "", [], [], {"en": 1.0})
    assert reading_for_rasa("did kuwait sign c190", calm, {})["intent"]["name"] == "ask_ratification"


def test_what_is_wrong_in_the_file_is_said() -> None:
    source = "sources: [{title: List, publisher: ILO, address: 'https://example.org', dated: 2024, read: 2026-01-01}]"
    written = f"C189:\n  title: Domestic Workers\n  called: [Domestic]\n  {source}\n"
    found = read_instruments(f"{written}  ratified: {{PH: soon}}\n  unknown: [KE]\n")["C189"]
    told = list(instrument_problems(found, ["KE", "PH", "QA"]))
    assert len(told) == 3
    assert any("says nothing about QA" in problem for problem in told)
    assert any("ratified by PH needs its date" in problem for problem in told)
    for wrong in ("- C189", "C189: 7", f"{written}  ratifed: [KE]", f"{written}  ratified: {{KE: 1}}\n  unknown: [KE]"):
        with pytest.raises(AnswerError):
            read_instruments(wrong)
