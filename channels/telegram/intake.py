"""Reads an update of Telegram's and stores it. An update that is acknowledged is in the database, whatever it was.

Kinds that nobody has a use for are recorded and block nothing. Words of groups are not read at all.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from telegram import Bot, CallbackQuery, Chat, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.phrases import phrase
from channels import deliveries, doors, forget, inbox
from channels.choice import UnknownChoice, command
from channels.codes import TooManyTries, UnknownCode, new_code, open_by_code, tidy
from channels.message import Received
from channels.telegram import CHANNEL
from channels.telegram.commands import COMMANDS, from_link
from channels.telegram.order import place
from channels.telegram.render import calls_for, without_verdicts
from languages.catalogue import DEFAULT, known
from settings import settings
from storage.database import reading, writing
from storage.tables import Conversation, Delivery, UnreadUpdate

#: Messages that carry a file, by the attribute of Telegram's message, and what Haki calls it.
_FILES = {
    "voice": "voice", "audio": "voice", "video_note": "video", "video": "video", "animation": "video",
    "document": "document", "photo": "picture", "sticker": "sticker", "contact": "contact",
}  # fmt: skip


class Intake:
    """Takes updates in. ``in_order`` is needed where they may overtake one another: with a webhook."""

    def __init__(self, bot: Bot, name: int, in_order: bool) -> None:
        self._bot, self._name, self._in_order = bot, name, in_order

    def take(self, data: dict[str, Any]) -> str | None:
        """Store one update, as Telegram sends it. Returns the conversation that now waits, if any.

        Raises whatever the database raises: then the update is not acknowledged and comes again.
        """
        try:
            update = Update.de_json(data, self._bot)
        except (TypeError, ValueError, KeyError, AttributeError):
            # Of a kind or a shape that the library does not know yet: recorded, so that it does not come for ever.
            self._record(Update(int(data["update_id"])), f"unreadable: {_kind(data)}")
            return None
        message = update.message or update.edited_message
        chat = update.effective_chat
        if chat is not None and chat.type != ChatType.PRIVATE:
            self._answer_group(update, chat)
        elif update.my_chat_member is not None:
            self._note_member(update)
        elif message is not None:
            return self._take_message(update, message)
        elif update.callback_query is not None and update.callback_query.data:
            return self._take_press(update, update.callback_query)
        else:
            self._record(update, f"unknown: {_kind(data)}")
        return None

    def _take_message(self, update: Update, message: Message) -> str | None:
        words = message.text or message.caption or ""
        name, _, rest = words.partition(" ")
        asked = name[1:].partition("@")[0].lower() if name.startswith("/") else ""
        if asked == "start":
            return self._start(update, message, rest.strip())
        if asked == "code" or tidy(words):
            return self._code(update, message, rest if asked == "code" else words)
        if asked == "forget":
            self._say(update, message.chat, "forget_ask", "forget asked", ["forget_yes", "forget_no"])
            return None
        if asked in COMMANDS:
            return self._store(update, message.chat, "choice", COMMANDS[asked])
        if message.location is not None:
            at = {"latitude": message.location.latitude, "longitude": message.location.longitude}
            return self._store(update, message.chat, "place", "", at)
        for attribute, kind in _FILES.items():
            if found := getattr(message, attribute, None):
                return self._store(update, message.chat, kind, words, _about_file(found))
        if words:
            return self._store(update, message.chat, "text", words)
        self._record(update, "message without words")
        return None

    def _take_press(self, update: Update, press: CallbackQuery) -> str | None:
        chat, data = update.effective_chat, press.data or ""
        if chat is None:
            self._record(update, "press without chat")
            return None
        if data == "forget_yes":
            self._forget(update, chat)
            return None
        if data == "forget_no":
            self._say(update, chat, "forget_kept", "forget refused")
            return None
        try:
            command(data)
        except UnknownChoice:
            self._record(update, "press of an unknown button")
            return None
        details: dict[str, Any] = {}
        pressed = press.message if isinstance(press.message, Message) else None
        if data.startswith(("helped", "not_helped")) and pressed is not None and pressed.reply_markup is not None:
            rows = [[button.to_dict() for button in row] for row in pressed.reply_markup.inline_keyboard]
            details = {"button_of": pressed.message_id, "keyboard": without_verdicts(rows)}
        return self._store(update, chat, "choice", data, details)

    def _start(self, update: Update, message: Message, link: str) -> str | None:
        language, country, centre = from_link(link)
        told = {"language_chosen": language, "language": language, "country": country, "came_by": centre}
        self._conversation(update, {name: value for name, value in told.items() if value})
        return self._store(update, message.chat, "choice", f"start:{language or ''}:{country or ''}")

    def _code(self, update: Update, message: Message, written: str) -> str | None:
        """Tell the return code, or open the conversation of one that was written."""
        if self._seen(update):
            return None
        if not written.strip():
            code, until = new_code(self._conversation(update))
            self._say(update, message.chat, "code_told", "code asked", code=code, date=until.isoformat())
            return None
        address = str(message.chat.id)
        try:
            opened = open_by_code(written, f"{CHANNEL}:{address}", CHANNEL, address)
        except UnknownCode:
            self._say(update, message.chat, "code_unknown", "code unknown")
        except TooManyTries:
            self._say(update, message.chat, "code_too_many", "code refused")
        else:
            self._say(update, message.chat, "code_opened", "code opened")
            return opened.conversation_id
        return None

    def _forget(self, update: Update, chat: Chat) -> None:
        if self._seen(update):
            return
        language = self._language(update)
        found = doors.behind_chat(CHANNEL, str(chat.id))
        if found is not None:
            forget.forget(found)
        self._say(update, chat, "forgotten", "forget", language=language)

    def _answer_group(self, update: Update, chat: Chat) -> None:
        """One polite sentence when called in a group; what people say there is nobody's business."""
        message = update.message
        called = message is not None and (message.text or "").startswith("/")
        member = update.my_chat_member
        added = member is not None and member.new_chat_member.status in (ChatMemberStatus.MEMBER,)
        if called or added:
            self._say(update, chat, "group_private", "group")
        else:
            self._record(update, "group")

    def _note_member(self, update: Update) -> None:
        member = update.my_chat_member
        assert member is not None
        address, shut_out = str(member.chat.id), member.new_chat_member.status == ChatMemberStatus.BANNED
        self._record(update, "blocked" if shut_out else "unblocked")
        doors.mark(CHANNEL, address, "blocked" if shut_out else "open")
        if shut_out:
            deliveries.give_up_chat(CHANNEL, address, "blocked")

    def _store(
        self, update: Update, chat: Chat, kind: str, words: str, details: dict[str, Any] | None = None
    ) -> str | None:
        received = Received(
            channel=CHANNEL,
            conversation_id=self._conversation(update),
            external_id=self._external(update),
            kind=kind,
            words=words,
            address=str(chat.id),
            sequence=update.update_id,
            details=details or {},
        )
        try:
            inbox.take_in(received, self._placed(update))
        except inbox.TooMany as error:
            if error.first:
                self._say(update, chat, "too_many", "too many")
            else:
                self._record(update, "too many")
            return None
        return received.conversation_id

    def _placed(self, update: Update) -> Callable[[Session], None] | None:
        return partial(place, sequence=update.update_id) if self._in_order else None

    def _conversation(self, update: Update, slots: dict[str, Any] | None = None) -> str:
        """The chat's conversation; begun if there is none, in the language of the worker's Telegram."""
        chat, user = update.effective_chat, update.effective_user
        assert chat is not None
        found = doors.behind_chat(CHANNEL, str(chat.id))
        if found is not None:
            return found
        spoken = known(user.language_code if user else None) or known(settings().default_language) or DEFAULT
        try:
            return doors.begin(CHANNEL, str(chat.id), {"language": spoken, **(slots or {})}).conversation_id
        except IntegrityError:  # Two updates of a new chat came together.
            return self._conversation(update)

    def _language(self, update: Update) -> str:
        found = doors.behind_chat(CHANNEL, str(update.effective_chat.id)) if update.effective_chat else None
        if found is not None:
            with reading() as session:
                conversation = session.get(Conversation, found)
                spoken = known((conversation.slots if conversation else {}).get("language"))
                if spoken:
                    return spoken
        user = update.effective_user
        return known(user.language_code if user else None) or known(settings().default_language) or DEFAULT

    def _say(
        self,
        update: Update,
        chat: Chat,
        key: str,
        kind: str,
        buttons: Sequence[str] = (),
        language: str | None = None,
        **values: str,
    ) -> None:
        """One phrase of the channel's own, once for each update."""
        language = language or self._language(update)
        content: dict[str, Any] = {"text": phrase(key, language, **values), "language": language}
        if buttons:
            content["buttons"] = [{"title": phrase(name, language), "choice": name} for name in buttons]
        self._record(update, kind, str(chat.id), calls_for(content, {}))

    def _record(self, update: Update, kind: str, address: str = "", calls: Sequence[dict[str, Any]] = ()) -> None:
        """Note an update that becomes no message, with the calls that answer it: both or neither, and once."""
        unread = UnreadUpdate(
            channel=CHANNEL, external_id=self._external(update), kind=kind[:40], sequence=update.update_id
        )
        with suppress(IntegrityError), writing() as session:
            session.add(unread)
            session.flush()
            session.add_all(Delivery(channel=CHANNEL, address=address, call=call) for call in calls)
            if self._in_order:
                place(session, update.update_id)

    def _seen(self, update: Update) -> bool:
        with reading() as session:
            return session.get(UnreadUpdate, (CHANNEL, self._external(update))) is not None

    def _external(self, update: Update) -> str:
        return f"{self._name}:{update.update_id}"


def _kind(data: dict[str, Any]) -> str:
    return next((name for name in data if name != "update_id"), "nothing")


def _about_file(found: Any) -> dict[str, Any]:
    """What is kept of a file: what kind, how large, and Telegram's name for it, so that a person may ask for it."""
    one = found[-1] if isinstance(found, list | tuple) else found
    about = {
        "reference": getattr(one, "file_id", None),
        "type": getattr(one, "mime_type", None),
        "size": getattr(one, "file_size", None),
        "seconds": getattr(one, "duration", None),
    }
    return {key: value for key, value in about.items() if isinstance(value, int | str)}
