"""Limits of the outside world and of ours, each with its source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Allowance:
    """So many times within so many seconds."""

    name: str
    times: int
    seconds: int


#: Longest message taken, in characters; Telegram's own limit is 4096, people paste more into a web page.
LONGEST_MESSAGE = 10_000
#: Longest request body taken, in bytes: the longest message in four-byte characters, escaped, and some room.
LARGEST_BODY = 200_000
#: Longest time a page may wait for a reply in one request, in seconds; proxies cut at 30 or 60.
LONGEST_WAIT = 25
#: A stream says at least this often that it lives, in seconds, and ends after a while: phones sleep, proxies cut.
BEAT, LONGEST_STREAM = 15, 600
#: Messages of a conversation that may wait unanswered; more are refused with 429.
WAITING = 20
#: Identifier that a client gives to its message, in characters.
LONGEST_ID = 64
#: Largest file that is worth telling a person about, in bytes (Telegram hands bots 20 MB at most:
#: https://core.telegram.org/bots/api#getfile).
LARGEST_FILE = 20_000_000
#: Kinds of file that a person could look at one day.
FILE_TYPES = ("image/", "audio/", "video/", "application/pdf", "text/plain")

#: One person in a hurry writes some ten messages a minute; more than one a second is a machine, or a stuck key.
MESSAGES = Allowance("messages", 60, 60)
#: Seconds that refusing a message takes: whoever does not wait when told to is slowed down, and nobody else is.
REFUSING = 1.0
#: Many people share one address: a dormitory, a shelter, a whole network of phones.
MESSAGES_OF_ADDRESS = Allowance("messages-address", 3000, 60)
CONVERSATIONS_OF_ADDRESS = Allowance("conversations-address", 240, 3600)
#: A return code has 59 bits; at this pace all addresses together need millions of years to find one.
CODES_OF_ADDRESS = Allowance("codes-address", 10, 3600)
CODES_OF_ALL = Allowance("codes", 2000, 3600)

#: Telegram (https://core.telegram.org/bots/api#sendmessage, .../faq#my-bot-is-hitting-limits, read 2026-11-28):
#: characters of a message after entities, in UTF-16 units; bytes of a button's payload; messages a second in all,
#: and in one chat (short bursts pass).
TELEGRAM_TEXT = 4096
TELEGRAM_PAYLOAD = 64
TELEGRAM_PACE = 28
TELEGRAM_CHAT_BURST, TELEGRAM_CHAT_SECONDS = 4, 4.0
#: Buttons of a message, and characters of one that can still be read on a small phone.
TELEGRAM_BUTTONS = 100
TELEGRAM_BUTTON_TEXT = 60
