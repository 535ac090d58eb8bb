"""Limits of the outside world and of ours, each with its source."""

#: Longest message taken, in characters; Telegram's own limit is 4096, people paste more into a web page.
LONGEST_MESSAGE = 10_000
#: Longest time a page may wait for a reply in one request, in seconds; proxies cut at 30 or 60.
LONGEST_WAIT = 25
#: Messages of a conversation that may wait unanswered; more are refused with 429.
WAITING = 20
#: Identifier that a client gives to its message, in characters.
LONGEST_ID = 64
