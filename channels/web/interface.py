"""The HTTP interface of the chat: begin, write, read, forget. Only its secret key opens a conversation."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, model_validator
from sqlalchemy.orm import Session

from channels import allowance, doors, forget, inbox, outbox
from channels.choice import UnknownChoice, command
from channels.codes import TooManyTries, UnknownCode, new_code, open_by_code
from channels.limits import (
    BEAT,
    CODES_OF_ADDRESS,
    CONVERSATIONS_OF_ADDRESS,
    FILE_TYPES,
    LARGEST_FILE,
    LONGEST_ID,
    LONGEST_MESSAGE,
    LONGEST_STREAM,
    LONGEST_WAIT,
    MESSAGES_OF_ADDRESS,
    REFUSING,
    Allowance,
)
from channels.message import Received, Reply
from channels.timing import stages, timed
from channels.worker import Worker
from knowledge.matcher.store import live_reader
from storage.database import writing

routes = APIRouter(prefix="/api", tags=["chat"])


class Begun(BaseModel):
    """A new conversation. Keep ``key`` secret: whoever has it reads the conversation."""

    conversation: str
    key: str


class File(BaseModel):
    """What a file is. Its bytes stay on the phone: nobody could look at them yet, and they might be seen by others."""

    type: Annotated[str, Field(max_length=100, description="Such as image/jpeg")]
    size: Annotated[int, Field(ge=0, le=LARGEST_FILE, description="Bytes")]

    @model_validator(mode="after")
    def of_a_known_type(self) -> "File":
        """Pictures, voices, videos, papers."""
        if not self.type.startswith(FILE_TYPES):
            raise ValueError("Files of this type cannot be passed on.")
        return self

    @property
    def kind(self) -> str:
        """As channels/message.py calls it."""
        return {"image": "picture", "audio": "voice", "video": "video"}.get(self.type.partition("/")[0], "document")


class Written(BaseModel):
    """Words, a button's choice, or news of a file. ``id`` is the client's own name for it: sent twice, taken once."""

    id: Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
    text: Annotated[str | None, Field(max_length=LONGEST_MESSAGE)] = None
    choice: Annotated[str | None, Field(max_length=120)] = None
    file: File | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> "Written":
        """Exactly one."""
        if [bool((self.text or "").strip()), bool(self.choice), self.file is not None].count(True) != 1:
            raise ValueError("Send text, choice or file.")
        return self


class Code(BaseModel):
    """A return code, as people write it."""

    code: Annotated[str, Field(max_length=40)]


async def secret(authorization: Annotated[str, Header(description="Bearer, then the key")] = "") -> str:
    """The key that the request carries."""
    scheme, _, key = authorization.partition(" ")
    return key if scheme.lower() == "bearer" else ""


def opened(key: str) -> str:
    """The conversation that a key opens. Asks the database, so call it off the loop."""
    found = doors.behind_key(key) if key else None
    if found is None:
        raise HTTPException(401, "This conversation is not known. Begin a new one.")
    return found


Secret = Annotated[str, Depends(secret)]


def worker_of(request: Request) -> Worker:
    """The application's worker."""
    return request.app.state.worker


def _too_many(seconds: int) -> HTTPException:
    return HTTPException(429, "Please wait a little, then try again.", {"Retry-After": str(seconds)})


@routes.post("/conversations", status_code=201)
def begin(request: Request) -> Begun:
    """Begin a conversation. Nobody needs a name."""
    try:
        opened_now = begin_from(request)
    except inbox.TooMany as error:
        raise _too_many(error.seconds) from error
    return Begun(conversation=opened_now.conversation_id, key=opened_now.key)


def begin_from(request: Request) -> doors.Opened:
    """Begin a conversation, counted by the network address of the request. Raises inbox.TooMany."""
    counted = _by_address(request, CONVERSATIONS_OF_ADDRESS)
    with writing() as session:
        counted(session)
    return doors.begin()


def _by_address(request: Request, rule: Allowance) -> Callable[[Session], None]:
    """Counts one use by the network address of a request. Both this and that raise inbox.TooMany."""
    who = allowance.nameless(request.client.host if request.client else "")
    if allowance.used_up(rule, who):
        raise inbox.TooMany(allowance.wait(rule))

    def counted(session: Session) -> None:
        if allowance.use(session, rule, who):
            raise inbox.TooMany(allowance.wait(rule))

    return counted


@routes.delete("/conversation", status_code=204)
def forget_all(key: Secret) -> Response:
    """Forget everything of a conversation. Its key, its code and its chats open nothing any more."""
    forget.forget(opened(key))
    return Response(status_code=204)


@routes.post("/code")
def note_down(key: Secret) -> dict[str, str]:
    """A code that opens this conversation elsewhere. The one before no longer does."""
    code, until = new_code(opened(key))
    return {"code": code, "until": until.isoformat()}


@routes.post("/code/open")
def come_back(given: Code, request: Request) -> Begun:
    """Open the conversation of a code, with a key of its own."""
    try:
        found = open_by_code(given.code, request.client.host if request.client else "", doors.WEB)
    except UnknownCode as error:
        raise HTTPException(404, "No conversation has this code.") from error
    except TooManyTries as error:
        raise _too_many(allowance.wait(CODES_OF_ADDRESS)) from error
    return Begun(conversation=found.conversation_id, key=found.key)


@routes.post("/messages", status_code=202)
async def write(written: Written, key: Secret, request: Request) -> dict[str, Any]:
    """Take a message in. 202 means that it is stored and will be answered."""
    try:
        if written.choice:
            command(written.choice)
        with timed("taking in"):
            number = await to_thread.run_sync(_take_in, written, key, request)
    except UnknownChoice as error:
        raise HTTPException(422, str(error)) from error
    except inbox.TooMany as error:
        await asyncio.sleep(REFUSING)
        raise _too_many(error.seconds) from error
    worker_of(request).ring()
    return {"id": written.id, "number": number}


def _take_in(written: Written, key: str, request: Request) -> int:
    return store(opened(key), written, request)


def store(conversation: str, written: Written, request: Request) -> int:
    """Store what a page sent, counted by conversation and network address. Raises inbox.TooMany."""
    kind = "choice" if written.choice else written.file.kind if written.file else "text"
    return inbox.take_in(
        Received(
            channel=doors.WEB,
            conversation_id=conversation,
            external_id=f"{conversation}:{written.id}",
            kind=kind,
            words=written.choice or written.text or "",
            details=written.file.model_dump() if written.file else {},
        ),
        also=_by_address(request, MESSAGES_OF_ADDRESS),
    )


@routes.get("/messages")
async def read(
    key: Secret,
    request: Request,
    after: Annotated[int, Query(ge=0, description="The highest reply number that you have")] = 0,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait for a new reply")] = 0,
) -> dict[str, Any]:
    """Replies above a number. Ask again with the last ``id``: each reply comes once."""

    def look() -> tuple[str, asyncio.Event, list[Reply]]:
        conversation = opened(key)
        said = worker_of(request).listen(conversation)
        return conversation, said, outbox.replies_after(conversation, after)

    conversation, said, replies = await to_thread.run_sync(look)
    if not replies and wait:
        with suppress(TimeoutError):
            await asyncio.wait_for(said.wait(), wait)
        replies = await to_thread.run_sync(outbox.replies_after, conversation, after)
    return {"replies": [_shown(reply) for reply in replies]}


@routes.get("/stream")
async def stream(
    key: Secret,
    request: Request,
    after: Annotated[int, Query(ge=0, description="The highest reply number that you have")] = 0,
) -> StreamingResponse:
    """Replies above a number as they come, one JSON object a line. ``{"beat":true}`` says that the line is alive."""
    conversation = await to_thread.run_sync(opened, key)
    return StreamingResponse(
        _lines(conversation, after, worker_of(request)),
        media_type="application/x-ndjson",
        headers={"X-Accel-Buffering": "no"},
    )


async def _lines(conversation: str, after: int, worker: Worker) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST_STREAM
    yield '{"beat":true}\n'
    while loop.time() < until:
        said = worker.listen(conversation)
        replies = await to_thread.run_sync(outbox.replies_after, conversation, after)
        for reply in replies:
            after = reply.id
            yield json.dumps(_shown(reply), ensure_ascii=False) + "\n"
        if not replies:
            with suppress(TimeoutError):
                await asyncio.wait_for(said.wait(), BEAT)
                continue
            yield '{"beat":true}\n'


@routes.get("/history")
def history(key: Secret) -> dict[str, Any]:
    """Everything said in the conversation so far, for a page that was reloaded."""
    conversation = opened(key)
    said = [
        {"id": row.external_id.partition(":")[2], "kind": row.kind, "words": row.words, "state": row.state}
        for row in inbox.history(conversation)
    ]
    return {"said": said, "replies": [_shown(reply) for reply in outbox.replies_after(conversation, 0)]}


@routes.get("/stages", include_in_schema=False)
def where_time_goes() -> dict[str, dict[str, float]]:
    """Milliseconds by stage since the start; says nothing about anybody."""
    return stages()


@routes.get("/health")
def health() -> dict[str, bool]:
    """Whether the knowledge is loaded."""
    return {"ready": live_reader().ready}


def _shown(reply: Reply) -> dict[str, Any]:
    return {"id": reply.id, "in_reply_to": reply.in_reply_to, **reply.content}
