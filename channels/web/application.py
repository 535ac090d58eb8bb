"""The application: the one port that people reach, with the worker beside it."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from channels import allowance
from channels.forget import leave_nothing
from channels.metrics import metrics
from channels.steadily import steadily
from channels.telegram.service import PATH, TelegramService
from channels.web import for_rasa, interface, plain, public
from channels.web.guard import Guard
from channels.web.packed import Packed
from channels.web.page_text import page
from channels.worker import Worker
from knowledge.library import import_shipped
from knowledge.matcher.store import live_reader
from settings import PROJECT, settings
from storage.database import migrate, writing

#: Seconds between two rounds of tidying up, and between looks for what forgetting left on the disk.
TIDY, SETTLE = 300.0, 5.0
PAGE = PROJECT / "channels" / "web" / "page"
#: What browsers want at the top: address, file, type. The service worker may only keep what lies below it.
SERVED = (
    ("/haki-chat.js", "haki-chat.js", "text/javascript"),
    ("/sw.js", "sw.js", "text/javascript"),
    ("/favicon.ico", "icon.svg", "image/svg+xml"),
)
#: Seconds between looks for what staff published, and for what other processes said.
LOOK = 1.0


class Doors:
    """Two applications behind one port: what people reach, and what only Rasa may open, with nothing in between."""

    def __init__(self, people: ASGIApp, rasa: ASGIApp) -> None:
        self._people, self._rasa = people, rasa

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on by path. The application for people hears of start and end."""
        inner = scope.get("path", "").startswith(for_rasa.PREFIX)
        await (self._rasa if inner else self._people)(scope, receive, send)


def prepare() -> None:
    """Tables, the shipped library, and the reader."""
    migrate()
    with writing() as session:
        import_shipped(session)
    live_reader().load()
    # What is loaded now stays: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()


def keep_up() -> None:
    """Look for what staff published, so that new phrasings are understood within seconds."""
    live_reader().keep_up()


def tidy_up() -> None:
    """Drop counts that limit nothing any more."""
    with writing() as session:
        allowance.forget_old(session)


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    """Prepare, then work until the end."""
    await to_thread.run_sync(prepare)
    telegram = application.state.telegram
    worker = application.state.worker = Worker(live_reader(), telegram.ring if telegram else lambda: None)
    jobs = [
        steadily(worker.run, LOOK),
        steadily(worker.overhear, LOOK),
        steadily(partial(to_thread.run_sync, keep_up), LOOK),
        steadily(partial(to_thread.run_sync, tidy_up), TIDY),
        steadily(partial(to_thread.run_sync, leave_nothing), SETTLE),
    ]
    if telegram:
        jobs.append(steadily(partial(telegram.run, worker), LOOK))
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await worker.close()
        if telegram:
            await telegram.close()


def create_application() -> ASGIApp:
    """The whole application; its interface is described at /docs."""
    application = FastAPIOffline(
        title="Haki", version="0.1.0", lifespan=lifespan, description="The assistant of a resource centre."
    )
    chosen = settings()
    application.state.telegram = TelegramService(chosen) if chosen.telegram_token else None
    for routes in (interface.routes, public.routes, plain.routes):
        application.include_router(routes)
    if application.state.telegram and chosen.telegram_intake == "webhook":
        application.add_route(PATH, application.state.telegram.receive, methods=["POST"], include_in_schema=False)
    application.add_route("/metrics", metrics, include_in_schema=False)
    application.mount("/page", StaticFiles(directory=PAGE), name="page")
    application.add_middleware(
        CORSMiddleware,
        allow_origins=chosen.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type", "if-none-match"],
        expose_headers=["retry-after", "etag"],
        max_age=86_400,
    )
    application.add_middleware(Guard)

    @application.get("/", include_in_schema=False)
    def chat(request: Request) -> HTMLResponse:
        return HTMLResponse(page(request.query_params.get("lang"), request.headers.get("accept-language", "")))

    application.add_exception_handler(RequestValidationError, refused)
    for address, name, kind in SERVED:
        application.add_route(address, _file(name, kind), include_in_schema=False)
    return Doors(application, Starlette(routes=for_rasa.routes))


def refused(request: Request, error: Exception) -> JSONResponse:
    """What is wrong with a request, in a sentence; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    told = [str(problem["msg"]).removeprefix("Value error, ").rstrip(".") for problem in error.errors()]
    return JSONResponse({"detail": ". ".join(dict.fromkeys(told)) + "."}, 422)


def _file(name: str, kind: str) -> Callable[[Request], Response]:
    """A page's own file at the top level; browsers ask each time whether it has changed."""
    packed = Packed((PAGE / name).read_bytes(), kind, "no-cache")
    return packed.answer
