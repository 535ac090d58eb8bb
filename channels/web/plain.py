"""Pages without JavaScript: a chat as a form, for old phones; and the calendar that the quick exit leads to.

The conversation's key is in a cookie that ends with the browser and that other sites cannot use.
"""

import asyncio
import calendar
import uuid
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from anyio import to_thread
from babel.dates import format_date, get_day_names
from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader

from bot.phrases import centre_name, phrase, phrases
from channels import doors, forget, inbox, outbox
from channels.choice import UnknownChoice, command
from channels.limits import LONGEST_ID, LONGEST_MESSAGE, REFUSING
from channels.web.interface import Written, begin_from, store, worker_of
from channels.web.public import spoken
from languages.catalogue import DEFAULT, languages
from settings import PROJECT, settings

routes = APIRouter(include_in_schema=False)
COOKIE = "plain"
#: Seconds that a page waits for the answer before it is shown without.
PATIENCE = 8


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(PROJECT / "channels" / "web" / "templates"), autoescape=True)


@routes.get("/plain")
def show(request: Request, lang: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """The conversation so far, and a field to write in."""
    language = spoken(lang or request.headers.get("accept-language", "").split(",")[0])
    conversation = doors.behind_key(request.cookies.get(COOKIE, ""))
    turns = _turns(conversation) if conversation else []
    words = {key: phrase(key, language, centre=centre_name(language)) for key in phrases(DEFAULT)}
    page = (
        _templates()
        .get_template("plain.html.jinja")
        .render(
            language=language,
            direction=languages()[language].direction,
            directions={code: one.direction for code, one in languages().items()},
            languages=list(languages().values()),
            say=words,
            turns=turns,
            waiting=any(not turn["replies"] for turn in turns[-1:]),
            next=str(uuid.uuid4()),
            exit=settings().exit_url,
        )
    )
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


@routes.post("/plain")
async def write(
    request: Request,
    id: Annotated[str, Form(min_length=1, max_length=LONGEST_ID)],
    text: Annotated[str, Form(max_length=LONGEST_MESSAGE)] = "",
    choice: Annotated[str, Form(max_length=120)] = "",
    lang: Annotated[str, Form(max_length=20)] = "",
) -> RedirectResponse:
    """Take a message in and wait a little for its answer; then the page is shown again."""
    own = urlsplit(request.headers.get("origin", "")).netloc
    if own and own != request.headers.get("host"):
        raise HTTPException(403, "This form belongs to another site.")
    back = RedirectResponse(f"/plain?lang={spoken(lang)}#end", 303)
    key = request.cookies.get(COOKIE, "")
    if choice == "forget":
        found = await to_thread.run_sync(doors.behind_key, key)
        if found:
            await to_thread.run_sync(forget.forget, found)
        back.delete_cookie(COOKIE)
        return back
    if not text.strip() and not choice:
        return back
    written = Written(id=id, choice=choice) if choice else Written(id=id, text=text)
    try:
        if choice:
            command(choice)
        opened = await to_thread.run_sync(_take_in, request, written, key)
    except UnknownChoice as error:
        raise HTTPException(422, str(error)) from error
    except inbox.TooMany as error:
        await asyncio.sleep(REFUSING)
        raise HTTPException(429, phrase("too_many", spoken(lang)), {"Retry-After": str(error.seconds)}) from error
    back.set_cookie(COOKIE, opened.key, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    worker = worker_of(request)
    said = worker.listen(opened.conversation_id)
    worker.ring()
    await _heard(said)
    return back


def _take_in(request: Request, written: Written, key: str) -> doors.Opened:
    conversation = doors.behind_key(key)
    opened = doors.Opened(conversation, key) if conversation else begin_from(request)
    store(opened.conversation_id, written, request)
    return opened


async def _heard(said: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await said.wait()


def _turns(conversation: str) -> list[dict[str, Any]]:
    """What was written, each with its replies."""
    replies: dict[str, list[dict[str, Any]]] = {}
    titles: dict[str, str] = {}
    for reply in outbox.replies_after(conversation, 0):
        replies.setdefault(reply.in_reply_to, []).append(reply.content)
        titles |= {button["choice"]: button["title"] for button in reply.content.get("buttons", ())}
    said = inbox.history(conversation)
    return [
        {
            "words": titles.get(row.words, "•") if row.kind == "choice" else row.words or "•",
            "replies": replies.get(row.external_id.partition(":")[2], []),
            "last": row is said[-1],
        }
        for row in said
    ]


@routes.get("/calendar")
def neutral(request: Request) -> HTMLResponse:
    """This month, and nothing that tells what was open before."""
    language, today = spoken(request.headers.get("accept-language", "").split(",")[0]), date.today()
    names = get_day_names("narrow", locale=language)
    page = (
        _templates()
        .get_template("calendar.html.jinja")
        .render(
            language=language,
            direction=languages()[language].direction,
            title=phrase("calendar_title", language),
            month=format_date(today, "LLLL y", locale=language),
            weekdays=[names[day] for day in range(7)],
            weeks=calendar.Calendar().monthdayscalendar(today.year, today.month),
            today=today.day,
        )
    )
    # What the browser kept of the chat page, its words among them, goes too (where the page is served by https).
    return HTMLResponse(page, headers={"Cache-Control": "no-store", "Clear-Site-Data": '"cache"'})
