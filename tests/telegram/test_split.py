"""Long texts become messages that Telegram takes, and joined again they are the text."""

import random

import pytest
import regex

from bot.reply import answer_reply, first_steps_reply
from channels.limits import TELEGRAM_TEXT
from channels.telegram.render import calls_for
from channels.telegram.split import cuts, split, units
from tests.reliability.size import size

SCRIPTS = {
    "Latin": "Your employer must pay you. Ask in writing! Is it late? ",
    "Arabic": "يجب أن يدفع لك صاحب العمل. اسأل كتابة؟ لا توقع. ",
    "Devanagari": "मालिक ने तुम्हें पूरा वेतन देना होगा। लिखकर माँगो। ",
    "Bengali": "মালিককে পুরো বেতন দিতে হবে। লিখে চাও। ",
    "Cyrillic": "Хозяин должен заплатить. Проси письменно! ",
    "Chinese": "老板必须付钱。请写下来。",
    "Thai": "นายจ้างต้องจ่ายค่าจ้าง ",
    "Ethiopic": "አሰሪው መክፈል አለበት። ",
    "Emoji": "👩🏽‍🏭 paid 🇶🇦 yes 👨‍👩‍👧‍👦! ",
    "Marks": "a\u0301e\u0323\u0302o\u0308 ",
    "Nothing to cut at": "а" * 61,
    "Links": "see https://example.org/a/very/long/path?with=many&parts=in&it=1 and mail help@example.org. ",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_parts_fit_and_joined_are_the_text(script: str) -> None:
    dice = random.Random(script)
    for _ in range(size(40, 400)):
        text = (SCRIPTS[script] * 900)[: dice.randint(1, 20_000)]
        text = (
            "\n\n".join(text[start : start + 900] for start in range(0, len(text), 900))
            if dice.random() < 0.5
            else text
        )
        parts = split(text)
        assert "".join(parts) == text
        assert all(0 < units(part) <= TELEGRAM_TEXT for part in parts)
        assert [stop - start for start, stop in cuts(parts)] == [units(part) for part in parts]
        characters = {match.end() for match in regex.finditer(r"\X", text)}
        links = [match.span() for match in regex.finditer(r"https?://\S+|(?<![\w.])[\w.]++@[\w.]+\w", text)]
        place = 0
        for part in parts[:-1]:
            place += len(part)
            assert place in characters, "inside a character"
            assert not any(start < place < stop for start, stop in links), "inside a link"


def test_a_link_longer_than_a_message_is_cut_all_the_same() -> None:
    text = "https://example.org/" + "a" * 10_000
    assert "".join(split(text)) == text


@pytest.mark.parametrize("language", ["en", "ar", "ne", "ru"])
def test_signs_of_markup_in_an_answer_stay_signs(prepared, language: str) -> None:
    content = {"text": "*bold* _it_ [a](b) <b>x</b> & `c` ~~", "language": language, "title": "<T> & *t*"}
    call = calls_for(content, {})[0]
    assert "<b>x</b> & `c`" in call["text"]
    assert "parse_mode" not in call


def test_marks_lie_where_their_words_are(prepared) -> None:
    for reply in (answer_reply("unpaid_wages", "ar", "QA"), first_steps_reply("locked_in", "en", "LB", None)):
        for call in calls_for(reply, {}):
            wide = call["text"].encode("utf-16-le")
            for mark in call.get("entities", ()):
                words = wide[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le")
                assert words.strip()
                assert not words.startswith("\u200f")
            assert call["text"].startswith("\u200f") == (reply["language"] == "ar")
