"""What the matcher makes of messages. Sentences here were written for the tests and stand in no library file."""

import pytest

from knowledge.matcher.clauses import MOST, clauses
from knowledge.matcher.danger import read_by_pattern
from knowledge.matcher.encoder import WINDOW, WINDOWS, windows
from knowledge.matcher.store import LiveReader
from knowledge.topics import topics

FIRST = [
    ("en", "the company still owes me two salaries and the manager does not answer", "unpaid_wages"),
    ("en", "he has my passport in his drawer and says no when i ask for it", "document_confiscation"),
    ("en", "my sponsor locked my passport away and says no", "document_confiscation"),
    (
        "en",
        "the wall fell on my cousin, they gave him two tablets and put him on the bus, can he ask for money",
        "work_injury",
    ),
    ("ar", "el kafeel wa5ed gawazy w msh rady yeddini", "document_confiscation"),
    ("bn", "amar malik passport rekhe dise chaile rag kore", "document_confiscation"),
    ("hi", "2 mahine se paisa nahi mila malik bahana banata hai", "unpaid_wages"),
    ("sw", "mwajiri amekataa kunilipa mshahara wa miezi miwili", "unpaid_wages"),
    ("hi", "मेरा पासपोर्ट मालिक के पास है और वो देता नहीं", "document_confiscation"),
    ("ne", "kampani le mero passport didaina ke garne", "document_confiscation"),
    ("ru", "хозяин забрал паспорт и не возвращает", "document_confiscation"),
]
#: Sentences that the matcher still gets wrong. One that comes right fails the test, to be moved up.
KNOWN_FAILURES = [
    ("en", "i paid agent 3000 but the job is other", "contract_substitution"),
]
DANGER = [
    ("my madam beats me with a stick every night i am scared", "violence"),
    ("quiero morirme no aguanto mas", "suicide"),
    ("wamenifungia ndani ya nyumba siwezi kutoka", "confinement"),
    ("मेरे भाई को पुलिस ने पकड़ लिया है", "arrest"),
]


@pytest.mark.parametrize(("language", "text", "answer"), FIRST)
def test_the_right_answer_comes_first_in_the_right_language(
    reader: LiveReader, language: str, text: str, answer: str
) -> None:
    found = reader.understand(text)
    assert (found.language, found.answer) == (language, answer)


@pytest.mark.parametrize(("language", "text", "answer"), KNOWN_FAILURES)
def test_a_known_failure_still_fails(reader: LiveReader, language: str, text: str, answer: str) -> None:
    assert reader.understand(text).answer != answer


@pytest.mark.parametrize(("text", "kind"), DANGER)
def test_danger_is_seen(reader: LiveReader, text: str, kind: str) -> None:
    assert kind in reader.understand(text).danger


def test_danger_that_is_told_by_the_way_is_seen(reader: LiveReader) -> None:
    told = "my friend fell from the roof and cannot move his legs, the company only talks about his ticket home"
    found = reader.understand(told)
    assert (found.answer, found.danger) == ("work_injury", ["medical"])


@pytest.mark.parametrize(
    ("since", "kinds"),
    [
        ("since yesterday I cough blood, the camp nurse gave only panadol", ["medical"]),
        ("the clinic found nothing", []),
    ],
)
def test_a_danger_is_found_in_the_middle_of_a_letter(reader: LiveReader, since: str, kinds: list[str]) -> None:
    letter = (
        "I have worked as a welder in Doha for six years and my contract ends in May. Last week a pipe fell on my "
        f"chest and {since}. Will I lose my end of service if I leave early?"
    )
    assert reader.understand(letter).danger == kinds


@pytest.mark.parametrize(("text", "kind"), DANGER)
def test_danger_is_seen_by_pattern_when_the_model_is_away(text: str, kind: str) -> None:
    assert kind in read_by_pattern(text)
    found = LiveReader().understand(text)
    assert found.decision == "danger"
    assert found.first_steps


@pytest.mark.parametrize("text", ["", " ", "\0", "😀😀😀", "a" * 20_000, "\ud800 broken", "١٢٣", "/" * 50])
def test_strange_messages_are_borne(reader: LiveReader, text: str) -> None:
    assert reader.understand(text).decision


def test_a_long_story_is_read_in_windows_from_both_ends() -> None:
    story = " ".join(f"word{number}" for number in range(1000))
    pieces = windows(story)
    assert len(pieces) == WINDOWS
    assert all(len(piece) <= WINDOW for piece in pieces)
    assert pieces[0].startswith("word0 ")
    assert pieces[-1].endswith("word999")


def test_a_message_is_cut_at_its_marks_and_nothing_is_lost() -> None:
    told = "Please, they cancel his visa now: he fell from the roof - what about the hospital? answer me"
    parts = clauses(told)
    assert parts == ["Please, they cancel his visa now:", "he fell from the roof", "what about the hospital? answer me"]
    assert clauses("they did not pay me") == []
    assert clauses("वह गिर गया था। अब चल नहीं सकता") == ["वह गिर गया था।", "अब चल नहीं सकता"]


def test_a_long_story_is_cut_into_few_clauses() -> None:
    story = " ".join(f"one two three four five, six {number}." for number in range(60))
    assert MOST // 2 <= len(clauses(story)) <= MOST + 1


def test_an_emergency_that_comes_first_is_danger(reader: LiveReader) -> None:
    asked = ["he fell from the roof and cannot move his legs", "mi jefa me tiene encerrada", "wamemkamata ndugu yangu"]
    for text in asked:
        found = reader.understand(text)
        assert topics()[found.answer].section == "emergency", text
        assert found.decision == "danger", text
