"""What stands before every request: careful headers, bodies of a bearable size.

Plain ASGI, so that it costs a turn nothing.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.limits import LARGEST_BODY

#: Our own pages load nothing from elsewhere and run no script in their text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: The documentation page brings styles and scripts of its own.
DOCUMENTED = ("/docs", "/redoc", "/static-offline-docs")


class Guard:
    """Headers on every answer; a request that is too large ends here."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)
        announced = headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > LARGEST_BODY:
            await JSONResponse({"detail": "This is too large."}, 413)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                # Whoever announces little and sends much is cut off.
                return {"type": "http.disconnect"}
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), path)
            await send(message)

        await self._application(scope, counted, guarded)


def _add(headers: MutableHeaders, path: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    if not path.startswith(DOCUMENTED):
        headers["Content-Security-Policy"] = POLICY
    if path.startswith("/api"):
        headers.setdefault("Cache-Control", "no-store")
    if path == "/haki-chat.js":
        # Sites that may not talk to us may still load the script; it does nothing without us.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
