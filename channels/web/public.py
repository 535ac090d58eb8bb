"""What the chat page needs that is nobody's secret: its words, and the answers to keep for when there is no network."""

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from bot.phrases import centre_name, phrase, phrases
from bot.reply import Reply, answer_reply, first_steps_reply, more_reply
from channels.web.packed import Packed
from knowledge.catalogue import countries_with_contacts, edition, find_answer, one_edition
from knowledge.countries import country_name
from knowledge.topics import Topic, topics
from languages.catalogue import DEFAULT, known, languages
from settings import settings

routes = APIRouter(prefix="/api", tags=["page"])
#: Browsers may keep these for an hour and use them for a week while they ask again.
KEPT = "public, max-age=3600, stale-while-revalidate=604800"


@routes.get("/words")
def words(request: Request, lang: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Everything that the page says by itself, in one language."""
    return _words(spoken(lang), edition()).answer(request)


@routes.get("/pack")
def pack(
    request: Request, lang: Annotated[str, Query(max_length=20)] = "", country: Annotated[str, Query(max_length=2)] = ""
) -> Response:
    """All answers of a language, with the rules and contacts of a country, to be searched without network."""
    if country and country not in countries_with_contacts():
        raise HTTPException(
            404, "There are no contacts of this country yet. Leave country out for the general answers."
        )
    return _pack(spoken(lang), country or None, edition()).answer(request)


def spoken(wanted: str) -> str:
    """The language asked for, else the centre's."""
    return known(wanted) or known(settings().default_language) or DEFAULT


@lru_cache(maxsize=64)
def _words(language: str, _edition: int) -> Packed:
    keys = [key for key in phrases(DEFAULT) if key.startswith("page_")]
    return _packed(
        {
            "language": language,
            "direction": languages()[language].direction,
            "languages": [
                {"code": one.code, "name": one.name, "direction": one.direction} for one in languages().values()
            ],
            "countries": sorted(
                ({"code": code, "name": country_name(code, language)} for code in countries_with_contacts()),
                key=lambda country: country["name"],
            ),
            "words": {key: phrase(key, language, centre=centre_name(language)) for key in keys},
            "exit": settings().exit_url,
        }
    )


@lru_cache(maxsize=16)
def _pack(language: str, country: str | None, number: int) -> Packed:
    answers = []
    with one_edition():
        for topic in topics().values():
            found = find_answer(topic.slug, language) if topic.has_answer else None
            if found is None:
                continue
            answers.append(
                {
                    "slug": topic.slug,
                    "section": topic.section,
                    **_whole(topic, language, country),
                    "search": [phrasing.text for phrasing in found.answer.phrasings],
                }
            )
    return _packed({"language": language, "country": country or "", "edition": number, "answers": answers})


def _whole(topic: Topic, language: str, country: str | None) -> Reply:
    """Everything about an answer at once, for reading without network: emergencies as first steps."""
    if topic.section == "emergency":
        reply = first_steps_reply(topic.slug, language, country, None)
    else:
        reply, more = answer_reply(topic.slug, language, country), more_reply(topic.slug, language, country)
        reply |= {key: more[key] for key in ("items", "contacts", "sources") if more.get(key)}
    reply.pop("buttons", None)
    return reply


def _packed(content: dict[str, Any]) -> Packed:
    return Packed(bytes(JSONResponse(content).body), "application/json", KEPT)
