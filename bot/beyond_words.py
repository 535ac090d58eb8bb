"""What is said about what Haki cannot read: voices, pictures, papers, places. Truthfully, and never nothing."""

from bot.contacts import country_contacts
from bot.phrases import phrase
from bot.reply import Reply, button
from knowledge.countries import country_name


def file_reply(kind: str, language: str) -> Reply:
    """What can be done with a file: that nobody has looked at it, and how to ask without it."""
    text = f"{phrase(f'file_{kind}', language)} {phrase('file_instead', language)}"
    return {"text": text, "language": language, "buttons": [button("person", language), button("topics", language)]}


def place_reply(country: str | None, language: str) -> Reply:
    """The contacts of the country that a place lies in. A border may be near, so the country can be changed."""
    if country is None:
        return {"text": phrase("place_unknown", language), "language": language}
    name = country_name(country, language)
    contacts = country_contacts(country, language)
    text = phrase("place_found" if contacts else "place_no_contacts", language, country=name)
    change = {"title": phrase("country_other", language), "choice": "countries"}
    return {"text": text, "language": language, "contacts": contacts, "buttons": [change, button("person", language)]}
