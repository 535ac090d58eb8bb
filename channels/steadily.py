"""Does a job for as long as the application runs; whatever goes wrong is noted and tried again."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

#: Longest pause after a failure, in seconds.
PAUSE = 30.0


async def steadily(job: Callable[[], Awaitable[object]], every: float) -> None:
    """Do a job every so many seconds until cancelled."""
    pause = every
    while True:
        begun = time.monotonic()
        try:
            await job()
            pause = every
        except Exception as error:  # An outermost door: the database may be away for a while, the service goes on.
            # What had worked for a while before it failed is tried again soon.
            before = every if time.monotonic() - begun > PAUSE else pause
            pause = min(2 * max(before, 1.0), PAUSE)
            logger.error("%s in the background. Trying again in %.0f s.", type(error).__name__, pause)
        await asyncio.sleep(pause)
