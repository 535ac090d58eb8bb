"""`haki serve`: the application alone."""

import uvicorn

from settings import settings

#: Seconds that an idle connection stays open: longer than Rasa keeps its end, so it never writes into a closed one.
IDLE = 60


def start() -> None:
    """Serve until stopped. No access log: addresses of workers are nobody's business."""
    from channels.web.application import create_application

    uvicorn.run(
        create_application(),
        host=settings().host,
        port=settings().port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=IDLE,
    )
