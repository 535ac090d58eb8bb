"""The doors that only Rasa may open: what the bot does, and what it says.

They stand on the application's own port, so each request must carry the secret that `haki run` gave to both.
"""

import hmac

from rasa_sdk.executor import ActionExecutor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot import actions, nlg
from channels.timing import timed
from settings import settings

PREFIX = "/rasa/"
executor = ActionExecutor()
executor.register_package(actions)


async def run_action(request: Request) -> JSONResponse:
    """Rasa's published action protocol."""
    only_rasa(request)
    call = await request.json()
    call.setdefault("domain", {})  # Our actions need none, so Rasa does not send it with every turn.
    with timed("actions, within rasa"):
        result = await executor.run(call)
    if result is None:
        raise HTTPException(404, f"There is no action {call.get('next_action')!r}.")
    return JSONResponse(result.model_dump())


async def say(request: Request) -> JSONResponse:
    """Rasa's published protocol for generating responses."""
    only_rasa(request)
    with timed("words, within rasa"):
        # On the loop, as actions are: it takes less than handing it to a thread would.
        return JSONResponse(nlg.respond(await request.json()))


def only_rasa(request: Request) -> None:
    """Refuse whoever does not know the secret. Rasa sends it as ``token`` in the address."""
    given = request.query_params.get("token") or ""
    if not hmac.compare_digest(given.encode(), settings().rasa_token.encode()):
        raise HTTPException(403, "This address is for Rasa only.")


#: Plain routes: nobody reads a description of them, and they are called in every turn.
routes = [
    Route(f"{PREFIX}actions", run_action, methods=["POST"]),
    Route(f"{PREFIX}nlg", say, methods=["POST"]),
]
