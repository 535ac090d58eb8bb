"""A stock Rasa pipeline as a peer: DIET, and a ResponseSelector over all answers.

On the English phrasings only, and for English questions: with all eleven languages one pass of DIET takes longer than
five minutes on two cores.
"""

import json
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rich.console import Console

from commands.run import RASA
from knowledge.matcher.store import live_examples
from settings import PROJECT

#: Passes over the phrasings. Rasa's own default is 300 for DIET; on two cores each costs some seconds.
EPOCHS = 20
LANGUAGE = "en"
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]


def rankings(questions: list[str], console: Console) -> dict[str, list[list[str]]]:
    """For each peer, the topics of every question, best first. Trains both."""
    found = {}
    for name in ("DIETClassifier", "ResponseSelector"):
        started = time.perf_counter()
        with TemporaryDirectory() as folder:
            found[name] = _run(name, Path(folder), questions)
        console.print(f"Rasa's {name}, {EPOCHS} epochs: {time.perf_counter() - started:.0f} s with loading")
    return found


def _run(name: str, folder: Path, questions: list[str]) -> list[list[str]]:
    selecting = name == "ResponseSelector"
    _write(folder, selecting)
    own = {"name": name, "epochs": EPOCHS} | ({} if selecting else {"entity_recognition": False})
    config = {"recipe": "default.v1", "language": "xx", "assistant_id": "peer", "pipeline": [*PIPELINE, own]}
    (folder / "config.yml").write_text(yaml.safe_dump(config))
    (folder / "questions.json").write_text(json.dumps(questions))
    subprocess.run(
        [str(RASA), "-m", "benchmarks.stock_in_rasa", str(folder), "selector" if selecting else "intent"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    return json.loads((folder / "rankings.json").read_text())


def _write(folder: Path, selecting: bool) -> None:
    phrasings: dict[str, list[str]] = {}
    for example in live_examples():
        if example.language != LANGUAGE:
            continue
        phrasings.setdefault(example.label, []).append(
            " ".join(example.text.split()).replace("[", "(").replace("]", ")")
        )
    entries: list[dict] = [
        {"intent": f"ask/{label}" if selecting else label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in phrasings.items()
    ]
    if selecting:
        responses = {f"utter_ask/{label}": [{"text": label}] for label in phrasings}
        (folder / "domain.yml").write_text(
            yaml.safe_dump({"version": "3.1", "intents": ["ask"], "responses": responses})
        )
    else:
        (folder / "domain.yml").write_text(yaml.safe_dump({"version": "3.1", "intents": list(phrasings)}))
    (folder / "nlu.yml").write_text(
        yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True, width=10_000)
    )
