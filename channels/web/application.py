"""The application: the one port that people reach, with the worker beside it."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.web import for_rasa, interface
from channels.web.page_text import page
from channels.worker import Worker
from knowledge.library import import_shipped
from knowledge.matcher.store import live_reader
from settings import PROJECT
from storage.database import migrate, writing

logger = logging.getLogger(__name__)

PAGE = PROJECT / "channels" / "web" / "page"
#: Seconds between looks for what staff published.
LOOK = 1.0
#: Our own page loads nothing from elsewhere and runs no script in its text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """Headers that keep browsers careful, on every answer. Plain ASGI: it costs a turn nothing."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; add headers where an answer begins."""
        path = scope.get("path", "")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                if not path.startswith(("/docs", "/redoc", "/static-offline-docs")):
                    headers["Content-Security-Policy"] = POLICY
                if path.startswith("/api"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._application(scope, receive, guarded)


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


async def keep_up() -> None:
    """Look again and again for what staff published, so that new phrasings are understood within seconds."""
    while True:
        await asyncio.sleep(LOOK)
        try:
            await to_thread.run_sync(live_reader().keep_up)
        except Exception as error:  # An outermost door: whatever is wrong with the news, the service goes on.
            logger.error("What was published could not be taken in: %s", type(error).__name__)


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    """Prepare, then work until the end."""
    await to_thread.run_sync(prepare)
    application.state.worker = Worker(live_reader())
    tasks = [asyncio.create_task(application.state.worker.run()), asyncio.create_task(keep_up())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await application.state.worker.close()


def create_application() -> ASGIApp:
    """The whole application; its interface is described at /docs."""
    application = FastAPIOffline(
        title="Haki", version="0.1.0", lifespan=lifespan, description="The assistant of a resource centre."
    )
    application.include_router(interface.routes)
    application.mount("/page", StaticFiles(directory=PAGE), name="page")

    application.add_middleware(Guard)

    @application.get("/", include_in_schema=False)
    def chat(request: Request) -> HTMLResponse:
        return HTMLResponse(page(request.query_params.get("lang"), request.headers.get("accept-language", "")))

    @application.get("/favicon.ico", include_in_schema=False)
    def icon() -> FileResponse:
        return FileResponse(PAGE / "icon.svg", media_type="image/svg+xml")

    return Doors(application, Starlette(routes=for_rasa.routes))
