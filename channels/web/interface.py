"""The HTTP interface of the chat: begin, write, read. A conversation is opened by its secret key and nothing else."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from pydantic import BaseModel, Field, model_validator

from channels import inbox, outbox
from channels.choice import UnknownChoice, command
from channels.limits import LONGEST_ID, LONGEST_MESSAGE, LONGEST_WAIT
from channels.message import Received, Reply
from channels.timing import stages, timed
from channels.worker import Worker
from knowledge.matcher.store import live_reader

CHANNEL = "web"
routes = APIRouter(prefix="/api", tags=["chat"])


class Begun(BaseModel):
    """A new conversation. Keep ``key`` secret: whoever has it reads the conversation."""

    conversation: str
    key: str


class Written(BaseModel):
    """Words, or a button's choice. ``id`` is the client's own name for it: sent twice, it is taken once."""

    id: Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
    text: Annotated[str | None, Field(max_length=LONGEST_MESSAGE)] = None
    choice: Annotated[str | None, Field(max_length=120)] = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Written":
        """Words or a choice, not both, not neither."""
        if bool((self.text or "").strip()) == bool(self.choice):
            raise ValueError("Send text or choice.")
        return self


async def secret(authorization: Annotated[str, Header(description="Bearer, then the key")] = "") -> str:
    """The key that the request carries."""
    scheme, _, key = authorization.partition(" ")
    return key if scheme.lower() == "bearer" else ""


def opened(key: str) -> str:
    """The conversation that a key opens. Asks the database, so call it off the loop."""
    found = inbox.find_conversation(CHANNEL, key) if key else None
    if found is None:
        raise HTTPException(401, "This conversation is not known. Begin a new one.")
    return found


Secret = Annotated[str, Depends(secret)]


def worker_of(request: Request) -> Worker:
    """The application's worker."""
    return request.app.state.worker


@routes.post("/conversations", status_code=201)
def begin() -> Begun:
    """Begin a conversation. Nobody needs a name."""
    identity, key = inbox.open_conversation(CHANNEL)
    return Begun(conversation=identity, key=key)


@routes.post("/messages", status_code=202)
async def write(written: Written, key: Secret, request: Request) -> dict[str, Any]:
    """Take a message in. 202 means that it is stored and will be answered."""
    try:
        if written.choice:
            command(written.choice)
        with timed("taking in"):
            number = await to_thread.run_sync(_take_in, written, key)
    except UnknownChoice as error:
        raise HTTPException(422, str(error)) from error
    except inbox.TooMany as error:
        raise HTTPException(429, "Please wait until your last messages are answered.") from error
    worker_of(request).ring()
    return {"id": written.id, "number": number}


def _take_in(written: Written, key: str) -> int:
    conversation = opened(key)
    return inbox.take_in(
        Received(
            channel=CHANNEL,
            conversation_id=conversation,
            external_id=f"{conversation}:{written.id}",
            kind="choice" if written.choice else "text",
            words=written.choice or written.text or "",
        )
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
