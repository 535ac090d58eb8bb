"""What everybody may have, sent small: named by its content, compressed once, and not sent again to who has it."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True)
class Packed:
    """A body with its type and how long browsers may keep it."""

    body: bytes
    media_type: str
    kept: str

    @cached_property
    def name(self) -> str:
        """A name for exactly this body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def small(self) -> bytes:
        """The same, compressed. Nothing secret is in it, so that its length may tell what it likes."""
        return gzip.compress(self.body, 9)

    def answer(self, request: Request) -> Response:
        """Nothing for who has it already, else the body, compressed for who can read that."""
        headers = {"ETag": self.name, "Cache-Control": self.kept, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == self.name:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.small, media_type=self.media_type, headers={**headers, "Content-Encoding": "gzip"})
        return Response(self.body, media_type=self.media_type, headers=headers)
