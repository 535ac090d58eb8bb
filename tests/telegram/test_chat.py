"""A worker on Telegram, through a real Rasa: whatever they send is answered, and never dropped in silence."""

import itertools
import json
import re
from contextlib import closing
from typing import Any

import pytest

from bot.phrases import phrase
from channels.limits import TELEGRAM_PAYLOAD
from knowledge.topics import topics
from languages.catalogue import languages
from tests.conftest import Haki
from tests.telegram.fake import FakeTelegram

_chats = itertools.count(500)


class Person:
    """Somebody with a phone."""

    def __init__(self, haki: Haki, telegram: FakeTelegram, language: str = "en") -> None:
        self.haki, self.telegram, self.language, self.chat = haki, telegram, language, next(_chats)

    def say(self, text: str | None = None, count: int = 1, **more: Any) -> list[dict[str, Any]]:
        """Write; returns what was said after it."""
        return self._then(self.telegram.message(self.chat, text, self.language, **more), count)

    def press(self, data: str, count: int = 1) -> list[dict[str, Any]]:
        return self._then(self.telegram.press(self.chat, data, self.language), count)

    def _then(self, update: dict[str, Any], count: int) -> list[dict[str, Any]]:
        before = len(self.telegram.said[self.chat])
        assert self.telegram.deliver(self.haki.address, [update]) == [200]
        return self.telegram.heard(self.chat, before + count)[before:]


@pytest.fixture
def person(bot: Haki, telegram: FakeTelegram) -> Person:
    return Person(bot, telegram)


def choices(message: dict[str, Any]) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]


def test_a_question_is_answered_with_buttons_bold_title_and_sources(person: Person) -> None:
    said = person.say("My employer has not paid my salary for three months", count=2)
    assert "unpaid" in said[0]["text"].lower() or "not paid" in said[0]["text"].lower()
    assert {"more:unpaid_wages", "helped:unpaid_wages", "person"} <= set(choices(said[0]))
    assert said[0]["entities"][0]["type"] == "bold"
    assert any(mark["type"] == "text_link" for mark in said[0]["entities"])
    assert "country:QA" in choices(said[1])


def test_danger_on_telegram_gets_first_steps_at_once(person: Person) -> None:
    said = person.say("he is beating me and locked the door please help", count=1)
    assert said[0]["text"].startswith(phrase("page_urgent", "en"))


def test_start_greets_in_the_language_of_the_phone(bot: Haki, telegram: FakeTelegram) -> None:
    assert phrase("greeting", "sw") in Person(bot, telegram, "sw").say("/start", count=2)[0]["text"]


def test_a_link_brings_language_country_and_centre(bot: Haki, telegram: FakeTelegram) -> None:
    someone = Person(bot, telegram, "en")
    assert phrase("greeting", "ne") in someone.say("/start QA-ne-poster7", count=2)[0]["text"].replace("\u200f", "")
    answered = someone.say("how much is the minimum wage", count=1)[0]
    assert "कतार" in answered["text"], "the country came with the link"
    with closing(bot.database()) as database:
        slots = "SELECT slots FROM conversation JOIN door ON conversation_id = conversation.id WHERE address = ?"
        kept = json.loads(database.execute(slots, [str(someone.chat)]).fetchone()[0])
    assert kept["came_by"] == "poster7", "and stays with the conversation"


def test_helped_buttons_disappear_after_use(person: Person) -> None:
    first = person.say("my boss keeps my passport", count=2)[0]
    slug = next(choice.partition(":")[2] for choice in choices(first) if choice.startswith("helped:"))
    person.press(f"helped:{slug}")
    shown = next(message for message in person.telegram.said[person.chat] if message["number"] == first["number"])
    assert not [choice for choice in choices(shown) if "helped" in choice]
    assert f"more:{slug}" in choices(shown)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg"}}, "voice"),
        ({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9, "file_size": 99}]}, "picture"),
        ({"document": {"file_id": "d", "file_unique_id": "d", "mime_type": "application/pdf"}}, "document"),
        ({"video_note": {"file_id": "n", "file_unique_id": "n", "length": 9, "duration": 3}}, "video"),
        (
            {
                "sticker": {
                    "file_id": "s",
                    "file_unique_id": "s",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
        ({"contact": {"phone_number": "1", "first_name": "B"}}, "contact"),
    ],
)
def test_what_is_not_words_is_answered_truthfully(person: Person, more: dict[str, Any], kind: str) -> None:
    assert phrase(f"file_{kind}", "en") in person.say(None, **more)[0]["text"]


def test_words_under_a_picture_are_answered_too(person: Person) -> None:
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]
    said = person.say(None, count=3, photo=photo, caption="my boss keeps my passport")
    assert "passport" in said[0]["text"]
    assert phrase("file_picture", "en") in said[-1]["text"]


def test_a_place_gives_the_contacts_of_its_country(person: Person) -> None:
    said = person.say(None, count=2, location={"latitude": 25.28, "longitude": 51.53})
    assert any("Qatar" in message["text"] for message in said)
    assert any("999" in message["text"] for message in said)


def test_an_edited_message_is_read_again_and_a_forwarded_one_as_it_is(person: Person) -> None:
    update = person.telegram.message(person.chat, "thank you")
    person._then(update, 1)
    edited = person.telegram.message(person.chat, "my boss keeps my passport")
    edited["edited_message"] = {**edited.pop("message"), "edit_date": 1}
    assert "passport" in person._then(edited, 1)[0]["text"]


def test_commands_of_the_menu(person: Person) -> None:
    assert "country:KE" in choices(person.say("/country")[0])
    assert "language:sw" in choices(person.say("/language")[0])
    assert phrase("greeting", "en") in person.say("/help", count=2)[0]["text"]
    assert "I am a machine" in person.say("/person")[0]["text"]
    assert "automatic assistant" in person.say("/about")[0]["text"]
    assert "section:rights" in choices(person.say("/topics")[0])


def test_menu_and_profile_are_set_in_every_language(bot: Haki, telegram: FakeTelegram) -> None:
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        told = {given.get("language_code") for name, given in telegram.calls if name == method}
        assert told >= {None, *languages()}
    described = [given["description"] for name, given in telegram.calls if name == "setMyDescription"]
    assert all(len(text) <= 512 for text in described)
    assert telegram.webhook["secret_token"] == "a-secret-that-only-telegram-knows"


def test_a_group_hears_one_polite_sentence_and_nothing_of_it_is_kept(bot: Haki, telegram: FakeTelegram) -> None:
    group = telegram.message(-77, "/help")
    group["message"]["chat"] = {"id": -77, "type": "group", "title": "Site"}
    talk = telegram.message(-77, "the canary sings in the group")
    talk["message"]["chat"] = {"id": -77, "type": "group", "title": "Site"}
    telegram.deliver(bot.address, [group, talk, group])
    assert [message["text"] for message in telegram.heard(-77)] == [phrase("group_private", "en")]
    assert b"canary sings" not in (bot.settings.data_folder / "haki.db").read_bytes()
    assert b"canary sings" not in (bot.settings.data_folder / "haki.db-wal").read_bytes()


def test_updates_nobody_needs_are_acknowledged_and_hold_nothing_up(person: Person) -> None:
    strange = [
        {"update_id": next(person.telegram._numbers), "poll": {"id": "1", "question": "?", "options": []}},
        {"update_id": next(person.telegram._numbers), "a_kind_of_next_year": {"x": 1}},
        person.telegram.message(person.chat, None, new_chat_photo=[]),
    ]
    assert person.telegram.deliver(person.haki.address, strange) == [200, 200, 200]
    assert person.say("thank you")


def test_forget_asks_once_and_then_forgets(person: Person) -> None:
    person.say("thank you, wrote the canary", count=1)
    assert choices(person.say("/forget")[0]) == ["forget_yes", "forget_no"]
    assert phrase("forgotten", "en") in person.press("forget_yes")[0]["text"]
    folder = person.haki.settings.data_folder
    stored = b"".join(path.read_bytes() for path in folder.glob("haki.db"))
    assert b"wrote the canary" not in stored
    assert person.say("hello", count=1), "a new conversation begins"


def test_a_code_goes_from_telegram_to_the_web_and_back(bot: Haki, telegram: FakeTelegram) -> None:
    someone = Person(bot, telegram)
    someone.say("my boss keeps my passport", count=2)
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", someone.say("/code")[0]["text"])
    assert code
    page = bot.worker()
    opened = page.client.post("/api/code/open", json={"code": code[0].lower().replace("-", " ")}).raise_for_status()
    page.client.headers["authorization"] = f"Bearer {opened.json()['key']}"
    said = page.client.get("/api/history").json()["said"]
    assert said[0]["words"] == "my boss keeps my passport"
    elsewhere = Person(bot, telegram)
    assert phrase("code_opened", "en") in elsewhere.say(code[0])[0]["text"]
    assert phrase("code_unknown", "en") in elsewhere.say("/code AAAA-BBBB-CCCC")[0]["text"]


def test_who_blocked_the_bot_is_left_in_peace_until_they_write(person: Person) -> None:
    update = {
        "update_id": next(person.telegram._numbers),
        "my_chat_member": {
            "chat": {"id": person.chat, "type": "private"},
            "from": {"id": person.chat, "is_bot": False, "first_name": "A"},
            "date": 1,
            "old_chat_member": {"status": "member", "user": {"id": 1, "is_bot": True, "first_name": "H"}},
            "new_chat_member": {
                "status": "kicked",
                "user": {"id": 1, "is_bot": True, "first_name": "H"},
                "until_date": 0,
            },
        },
    }
    person.say("thank you")
    assert person.telegram.deliver(person.haki.address, [update]) == [200]
    assert person.say("thank you again")


def test_every_payload_fits_into_a_button() -> None:
    possible = [
        f"{name}:{slug}" for name in ("answer", "more", "original", "helped", "not_helped") for slug in topics()
    ]
    assert max(len(choice.encode()) for choice in possible) <= TELEGRAM_PAYLOAD
