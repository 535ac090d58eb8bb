"""What `haki library status` counts, and what the validator says about a translation."""

from datetime import date
from types import SimpleNamespace

from knowledge.answer import read_answer
from knowledge.directory import read_directory, read_translation
from knowledge.library import Document
from knowledge.status import status
from knowledge.validate import told_problems, translation_problems

TODAY = date(2026, 11, 23)
ENGLISH = """---
title: Tax on my pay
review_by: 2026-11-01
sources:
  law: {title: Act, publisher: State, address: "https://example.org", dated: undated, read: 2026-11-01}
parts:
  KE: {review_by: 2027-11-23}
---

## Answer

You may have to pay tax.[^law]

## Steps

1. Keep your payslips.

## In KE

Ask the tax office.[^law]
"""
FRENCH = """---
title: Impôt
translation: draft
follows: {version}
---

## Answer

Vous devrez peut-être payer un impôt.[^law]

## Steps

1. Gardez vos fiches de paie.

## In KE

Demandez au bureau des impôts.[^law]
"""
DIRECTORY = """country: KE
contacts:
  - id: ke-old
    kind: police
    name: Police
    phones: ["999"]
    source: {title: Page, publisher: Police, address: "https://example.org", dated: undated, read: 2025-01-01}
missing:
  - kind: shelter
    reason: None found.
"""
VERSION = read_answer("tax", "en", ENGLISH).version


def revision(kind: str, slug: str, language: str, document: str) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, slug=slug, language=language, document=document)


def test_missing_draft_and_overdue_are_counted_by_name() -> None:
    french = FRENCH.replace("{version}", VERSION)
    found = status(
        [
            revision("answer", "tax", "en", ENGLISH),
            revision("answer", "tax", "fr", french),
            revision("directory", "KE", "", DIRECTORY),
        ],
        TODAY,
    )
    assert found.languages["fr"].draft == ["tax"]
    assert found.languages["fr"].out_of_date == []
    assert found.languages["ar"].missing == ["tax"]
    assert found.overdue == {"tax": "2026-11-01", "contact ke-old (KE)": "2025-07-03"}
    assert found.missing_contacts == {"KE": ["shelter"]}
    assert found.country_parts == 1


def test_a_translation_of_older_words_is_out_of_date_and_names_the_version_to_follow() -> None:
    newer = ENGLISH.replace("Keep your payslips.", "Keep every payslip.")
    found = status(
        [
            revision("answer", "tax", "en", newer),
            revision("answer", "tax", "fr", FRENCH.replace("{version}", VERSION)),
        ],
        TODAY,
    )
    assert found.languages["fr"].out_of_date == [f"tax (English is {read_answer('tax', 'en', newer).version})"]


def test_new_phrasings_or_dates_give_translators_nothing_to_do() -> None:
    other = ENGLISH.replace("2026-11-01", "2027-11-01") + "\n## Phrasings\n\n- how much tax\n"
    assert read_answer("tax", "en", other).version == VERSION


def test_a_translation_must_keep_marks_and_steps() -> None:
    french = FRENCH.replace("{version}", VERSION)
    english = read_answer("tax", "en", ENGLISH)

    def said(document: str) -> list[str]:
        return list(translation_problems(read_answer("tax", "fr", document), english))

    assert said(french) == []
    assert "steps" in said(french.replace("1. Gardez", "1. Lisez.\n2. Gardez"))[0]
    assert "[^law]" in said(french.replace("impôt.[^law]", "impôt."))[0]
    assert said(french.replace(VERSION, "000000000000").replace("[^law]", "")) == []


TOLD = DIRECTORY.replace('    phones: ["999"]\n', '    phones: ["999"]\n    serves: Everybody\n    cost: unknown\n')
WORDS = """country: KE
language: sw
translation: draft
follows: {version}
contacts:
  ke-old: {serves: Watu wote}
"""


def test_words_about_contacts_are_missing_until_somebody_translates_them() -> None:
    directory = read_directory("KE", TOLD)
    words = WORDS.replace("{version}", directory.version)
    found = status([revision("directory", "KE", "", TOLD), revision("directory", "KE", "sw", words)], TODAY)
    assert found.languages["ar"].missing == ["contacts of KE"]
    assert (found.languages["sw"].missing, found.languages["sw"].draft) == ([], ["contacts of KE"])
    told = directory.told_in(read_translation("KE", "sw", words)).contacts[0]
    assert (told.serves, told.phones, told.language) == ("Watu wote", ("999",), "sw")


def test_words_about_contacts_name_what_they_lack() -> None:
    directory = read_directory("KE", TOLD)

    def said(document: str) -> list[str]:
        return list(told_problems(Document("directory", "KE", "sw", document), directory))

    words = WORDS.replace("{version}", directory.version)
    assert said(words) == []
    assert said(words.replace("ke-old: {serves: Watu wote}", "ke-old: {}")) == ["the contact 'ke-old' lacks serves."]
    assert said(words.replace("ke-old", "ke-odd"))[0] == "there is no contact 'ke-odd'."
