"""The menu of commands and the bot's profile, in every language; and links that bring a country and a language."""

import re

from telegram import Bot

from bot.phrases import centre_name, phrase
from knowledge.catalogue import countries_with_contacts
from languages.catalogue import DEFAULT, known, languages

#: Commands that are a choice like a button's, and which.
COMMANDS = {
    "help": "start::", "language": "languages", "country": "countries", "person": "person", "about": "about",
    "topics": "topics",
}  # fmt: skip
#: What stands in the menu, in order.
MENU = ("help", "topics", "language", "country", "person", "code", "forget", "about")
#: Telegram's limits of what a profile says (https://core.telegram.org/bots/api#setmydescription).
LONGEST_DESCRIPTION, LONGEST_SHORT = 512, 120


def from_link(payload: str) -> tuple[str | None, str | None, str]:
    """Language, country and centre of a link such as t.me/bot?start=KE-sw-nairobi.

    Countries are in capitals, languages are not: ID is Indonesia, id its language.
    """
    pieces = re.split(r"[-_]", payload)
    language = next((piece for piece in pieces if known(piece) == piece), None)
    country = next((piece for piece in pieces if piece in countries_with_contacts()), None)
    return language, country, "-".join(piece for piece in pieces if piece not in (language, country, ""))


async def tell(bot: Bot) -> None:
    """Set menu and profile: for each language, and once for everybody else."""
    for code in ("", *languages()):
        spoken, to = code or DEFAULT, code or None
        menu = [(name, phrase(f"command_{name}", spoken)) for name in MENU]
        about = phrase("profile_about", spoken, centre=centre_name(spoken))
        await bot.set_my_commands(menu, language_code=to)
        await bot.set_my_description(phrase("profile_description", spoken)[:LONGEST_DESCRIPTION], language_code=to)
        await bot.set_my_short_description(about[:LONGEST_SHORT], language_code=to)
