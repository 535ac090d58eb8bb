"""Figures for whoever watches a server (Prometheus' text format). Counts only: nothing about anybody."""

import hmac

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import Response

from channels import deliveries
from channels.timing import stages
from settings import settings
from storage.database import reading
from storage.tables import Incoming


def metrics(request: Request) -> Response:
    """The figures, for who knows the token; without one in the settings there is no such page."""
    token = settings().metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        return Response(status_code=404)
    return Response(generate_latest(_gathered()), media_type="text/plain; version=0.0.4")


def _gathered() -> CollectorRegistry:
    registry = CollectorRegistry()
    inbox = Gauge("haki_inbox_messages", "Messages by channel and state.", ["channel", "state"], registry=registry)
    with reading() as session:
        counted = select(Incoming.channel, Incoming.state, func.count()).group_by(Incoming.channel, Incoming.state)
        for channel, state, number in session.execute(counted):
            inbox.labels(channel, state).set(number)
    brought = Gauge("haki_deliveries", "Deliveries by channel and state.", ["channel", "state"], registry=registry)
    for channel, found in deliveries.figures().items():
        for state, number in found.items():
            brought.labels(channel, state).set(number)
    times = Gauge(
        "haki_stage_times", "How often a stage was gone through since the start.", ["stage"], registry=registry
    )
    spent = Gauge(
        "haki_stage_milliseconds", "Milliseconds spent in a stage since the start.", ["stage"], registry=registry
    )
    for stage, entry in stages().items():
        times.labels(stage).set(entry["times"])
        spent.labels(stage).set(entry["milliseconds"])
    return registry
