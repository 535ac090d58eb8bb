"""Runs inside Rasa's environment: trains a stock pipeline in a folder and ranks the questions that lie there."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main(folder: Path, kind: str) -> None:
    """Train, then write rankings.json: the names of ten topics a question, best first."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.training_data import TrainingData

    # For its cache Rasa writes every feature of every phrasing as text, which takes minutes and changes no weight.
    TrainingData.fingerprint = lambda data: str(id(data))  # type: ignore[method-assign]
    model = train_nlu(
        config=str(folder / "config.yml"),
        nlu_data=str(folder / "nlu.yml"),
        output=str(folder / "models"),
        domain=str(folder / "domain.yml"),
    )
    agent = Agent.load(model)
    found = [
        asyncio.run(agent.parse_message(question)) for question in json.loads((folder / "questions.json").read_text())
    ]
    (folder / "rankings.json").write_text(json.dumps([_ranked(one, kind) for one in found]))


def _ranked(parsed: dict, kind: str) -> list[str]:
    if kind == "intent":
        return [entry["name"] for entry in parsed["intent_ranking"]]
    chosen = parsed["response_selector"]["default"]["ranking"]
    return [entry["intent_response_key"].split("/")[1] for entry in chosen]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
