"""Takes waiting messages to Rasa: one at a time in each conversation, in order, several conversations at once.

A message is done when its replies are written, not before; whatever dies in between, it is taken up again.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
from anyio import CapacityLimiter, to_thread

from bot.beyond_words import file_reply, place_reply
from bot.phrases import phrase
from bot.reply import first_steps_reply
from bot.understanding import language_to_speak, reading_for_rasa
from channels import inbox, outbox
from channels.choice import chosen_slots, command, harmless
from channels.message import FILES
from channels.timing import timed
from knowledge.matcher.store import LiveReader
from knowledge.matcher.understand import Understanding
from knowledge.places import country_at
from languages.catalogue import DEFAULT, known
from settings import settings
from storage.tables import Conversation, Incoming, now

logger = logging.getLogger(__name__)

#: Conversations worked on at once, and messages read by the model at once (one a core).
TOGETHER, READING = 8, 2
#: Seconds between looks into the inbox when nobody rings.
LOOK = 0.5
#: Whoever has written more than so many messages without waiting for an answer rests for so many seconds after each:
#: nobody reads faster, and a chat that floods takes little from the others.
PILE, REST = 5, 1.0
#: Seconds that Rasa may take for one turn, and after which the worker hears an honest sentence.
TURN, HONEST = 30.0, 6.0
#: Seconds that an idle connection to Rasa stays open; Rasa keeps its end for five.
IDLE = 4.0
#: A conversation gets a new memory in Rasa after this many turns: it travels whole with every call, replies and all,
#: and at 40 turns the median turn took 167 ms instead of 86.
TURNS_IN_MEMORY = 3


class RasaAway(Exception):
    """Rasa did not answer; the message keeps waiting."""


class Worker:
    """One for each application process."""

    def __init__(self, reader: LiveReader, brought: Callable[[], None] = lambda: None) -> None:
        """``brought`` is called, from any thread, when something waits to be brought to a chat."""
        self._reader = reader
        self._brought = brought
        # Conversations worked on, and those that rest.
        self._busy: set[str] = set()
        self._resting: set[str] = set()
        self._bell = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()
        self._last_said: int | None = None
        self._reading = CapacityLimiter(READING)
        self._rasa: aiohttp.ClientSession | None = None

    def ring(self) -> None:
        """A message has come in."""
        self._bell.set()

    def listen(self, conversation_id: str) -> asyncio.Event:
        """An event that is set when something was said. Listen first, then look, then wait: nothing is missed."""
        return self._answered.setdefault(conversation_id, asyncio.Event())

    async def overhear(self) -> None:
        """Wake whoever listens here for what another process said. Called every second or so."""
        if not self._answered:
            self._last_said = None
            return
        self._last_said, conversations = await to_thread.run_sync(outbox.said_since, self._last_said)
        for conversation_id in conversations:
            self._told(conversation_id)

    def _told(self, conversation_id: str) -> None:
        event = self._answered.pop(conversation_id, None)
        if event is not None:
            event.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._bell.clear()
            room = TOGETHER - len(self._busy)
            not_now = self._busy | self._resting
            found = await to_thread.run_sync(inbox.next_waiting, not_now, room) if room > 0 else []
            for message, conversation, waiting in found:
                self._busy.add(message.conversation_id)
                task = asyncio.create_task(self._work(message, conversation, waiting))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            try:
                async with asyncio.timeout(LOOK):
                    await self._bell.wait()
            except TimeoutError:
                pass

    async def close(self) -> None:
        """Let go of connections."""
        for task in list(self._tasks):
            task.cancel()
        if self._rasa is not None:
            await self._rasa.close()

    async def _work(self, message: Incoming, conversation: Conversation, waiting: int) -> None:
        try:
            await self._turn(message, conversation)
        except Exception as error:  # An outermost door: record, keep the message, go on.
            logger.error("Message %s failed: %s", message.id, type(error).__name__)
            await to_thread.run_sync(inbox.postpone, message.id)
        finally:
            if waiting > PILE:
                self._resting.add(conversation.id)
                asyncio.get_running_loop().call_later(REST, self._rested, conversation.id)
            self._busy.discard(conversation.id)
            self._told(conversation.id)
            self.ring()

    def _rested(self, conversation_id: str) -> None:
        self._resting.discard(conversation_id)
        self.ring()

    async def _turn(self, message: Incoming, conversation: Conversation) -> None:
        words, beyond = message.words, await self._beyond_words(message, conversation)
        understood = None
        if message.kind == "place" and beyond is not None and (country := beyond.pop("country", None)):
            words = command(f"country:{country}")
        elif message.kind == "choice":
            words = command(message.words)
        elif beyond is not None and not message.words.strip():
            await to_thread.run_sync(self._finish, message, [beyond], conversation.slots)
            return
        else:
            words = harmless(message.words)
            chosen = known(conversation.slots.get("language_chosen"))
            with timed("understanding"):
                understood = await to_thread.run_sync(self._reader.understand, words, chosen, limiter=self._reading)
        try:
            with timed("rasa"):
                answered = await self._ask_rasa(message, conversation, words, understood)
        except RasaAway:
            await to_thread.run_sync(self._say_meanwhile, message, conversation, understood)
            await to_thread.run_sync(inbox.postpone, message.id)
            return
        replies = [reply["custom"] for reply in answered["replies"] if reply.get("custom")]
        decided = {**answered["slots"], "came_by": conversation.slots.get("came_by")}
        slots = {name: value for name, value in decided.items() if name in KEPT and value is not None}
        with timed("writing"):
            # First steps come before what is said about a picture.
            await to_thread.run_sync(self._finish, message, [*replies, *([beyond] if beyond else [])], slots)

    async def _beyond_words(self, message: Incoming, conversation: Conversation) -> dict[str, Any] | None:
        """What is said about a file or a place; None for words and buttons."""
        language = known(conversation.slots.get("language")) or DEFAULT
        if message.kind == "place":
            at = message.details["latitude"], message.details["longitude"]
            country = await to_thread.run_sync(country_at, *at)
            reply = await to_thread.run_sync(place_reply, country, language)
            return {**reply, "country": country} if country else reply
        return file_reply(message.kind, language) if message.kind in FILES else None

    def _finish(self, message: Incoming, replies: list[dict[str, Any]], slots: dict[str, Any]) -> None:
        outbox.finish(message, replies, slots)
        self._brought()

    async def _ask_rasa(
        self, message: Incoming, conversation: Conversation, words: str, understood: Understanding | None
    ) -> dict[str, Any]:
        read = reading_for_rasa(words, understood, conversation.slots) if understood else None
        question = {
            "sender": f"{conversation.id}-{conversation.turns // TURNS_IN_MEMORY}",
            "message": words,
            "slots": conversation.slots,
            "metadata": {"message_id": str(message.id), "reading": read},
        }
        try:
            async with self._rasa_session().post("/webhooks/worker/turn", json=question) as response:
                if response.status != HTTPStatus.OK:
                    raise RasaAway
                return await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RasaAway from error

    def _rasa_session(self) -> aiohttp.ClientSession:
        if self._rasa is None:
            self._rasa = aiohttp.ClientSession(
                settings().rasa_url,
                timeout=aiohttp.ClientTimeout(total=TURN),
                headers={"X-Haki-Token": settings().rasa_token},
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE),
            )
        return self._rasa

    def _say_meanwhile(self, message: Incoming, conversation: Conversation, understood: Understanding | None) -> None:
        """What can be said without Rasa: first steps in danger, told by this message or by one behind it; else that
        it takes longer."""
        slots = dict(conversation.slots)
        waiting = inbox.waiting_of(conversation.id)
        for one in waiting:
            if one.kind == "choice":
                slots |= chosen_slots(one.words)
        for one in waiting:
            if one.kind != "text" or one.apologised == "danger":
                continue
            read = understood if one.id == message.id else self._reader.understand(harmless(one.words))
            if read is not None and read.first_steps:
                language = language_to_speak(one.words, read, slots)
                steps = first_steps_reply(read.first_steps, language, slots.get("country"), None)
                outbox.say_meanwhile(one.id, "danger", steps)
        if now() - message.received_at >= timedelta(seconds=HONEST):
            language = (
                language_to_speak(message.words, understood, slots) if understood else slots.get("language", DEFAULT)
            )
            outbox.say_meanwhile(message.id, "waiting", {"text": phrase("waiting", language), "language": language})
        self._brought()


#: Slots that outlive Rasa's memory. ``came_by`` is the poster that brought the worker, which Rasa need not know.
KEPT = (
    "came_by", "language", "language_chosen", "country", "last_answer", "pending_answer", "offered", "runners_up",
    "not_understood",
)  # fmt: skip
