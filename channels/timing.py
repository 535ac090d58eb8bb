"""Where the time of a turn goes: running sums by stage, for the benchmark and for whoever runs a slow server."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

_spent: dict[str, float] = defaultdict(float)
_times: dict[str, int] = defaultdict(int)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Count what happens inside as part of a stage."""
    started = time.perf_counter()
    try:
        yield
    finally:
        _spent[stage] += time.perf_counter() - started
        _times[stage] += 1


def stages() -> dict[str, dict[str, float]]:
    """Of each stage, how often it happened and how many milliseconds it took in all, since the start."""
    return {stage: {"times": _times[stage], "milliseconds": round(_spent[stage] * 1000, 1)} for stage in list(_times)}
