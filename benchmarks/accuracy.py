"""The matcher beside published platforms on HINT3 v1, and beside BM25 on questions whose answer is known."""

import json
from pathlib import Path

import bm25s
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import stock
from commands.benchmark import measure
from commands.evaluate import judge, report
from commands.main import ready_reader
from knowledge.matcher.encoder import SmallE5
from knowledge.matcher.store import live_examples
from knowledge.topics import topics

#: Best over thresholds, from the notice of the data: in-scope accuracy at 0.1, best MCC; SOFMattress, then Curekart.
PAPER = {
    "BERT": (0.736, 0.617, 0.836, 0.553),
    "Dialogflow": (0.732, 0.638, 0.750, 0.578),
    "Haptik": (0.723, 0.588, 0.803, 0.603),
    "LUIS": (0.593, 0.581, 0.726, 0.539),
    "Rasa": (0.693, 0.526, 0.841, 0.511),
}


def hint3(folder: Path, console: Console) -> None:
    """HINT3 v1 (Arora et al., 2020, ODbL): the paper's rows and ours."""
    if not folder.is_dir():
        console.print(f"HINT3 is not in {folder}, so its table is left out. Set EVALUATION_FOLDER to have it.")
        return
    table = Table("", "SOFMattress in-scope", "MCC", "Curekart in-scope", "MCC", title="HINT3 v1 (ODbL)")
    for name, row in PAPER.items():
        table.add_row(name, *(f"{figure:.3f}" for figure in row))
    ours = []
    for name in ("sofmattress", "curekart"):
        found = measure(folder / f"{name}_train.csv", folder / f"{name}_test.csv", SmallE5(), "NO_NODES_DETECTED")
        ours += [found["in_scope_accuracy"], found["best_mcc"]]
    table.add_row("Haki", *(f"{figure:.3f}" for figure in ours), style="bold")
    console.print(table)


def questions(path: Path, console: Console) -> None:
    """The matcher and plain BM25 over the same phrasings, on the same questions."""
    if not path.is_file():
        console.print(f"There are no questions in {path}, so this table is left out.")
        return
    judged = judge(path, ready_reader())
    figures = report(judged)
    examples = live_examples()
    index = bm25s.BM25()
    index.index(bm25s.tokenize([example.text for example in examples], show_progress=False), show_progress=False)
    first, three = [], []
    for one in judged:
        words = bm25s.tokenize(one.question["text"], show_progress=False, return_ids=False)[0]
        best = np.argsort(-index.get_scores(words))[:200].tolist() if words else []
        ranked = list(dict.fromkeys(examples[place].label for place in best))
        first.append(bool(set(ranked[:1]) & one.accepted))
        three.append(bool(set(ranked[:3]) & one.accepted))
    table = Table("", "top-1", "top-3", title=f"{len(judged)} questions, {len(topics())} topics")
    table.add_row("BM25 (bm25s)", f"{np.mean(first):.3f}", f"{np.mean(three):.3f}")
    both = figures["all"]
    table.add_row("Haki", f"{both['top1']['share']:.3f}", f"{both['top3']['share']:.3f}", style="bold")
    console.print(table)
    console.print(f"decisions: {json.dumps(figures['decisions'])}")


def stock_pipeline(path: Path, console: Console) -> None:
    """Rasa's own ways of finding an answer beside the matcher, on the English questions."""
    if not path.is_file():
        return
    judged = [one for one in judge(path, ready_reader()) if one.question.get("lang") == stock.LANGUAGE]
    console.print(f"Training Rasa's own pipelines on the {stock.LANGUAGE} phrasings (about half an hour)")
    found = stock.rankings([one.question["text"] for one in judged], console)
    table = Table("", "top-1", "top-3", title=f"{len(judged)} English questions")
    for name, rankings in found.items():
        first = [bool(set(ranked[:1]) & one.accepted) for ranked, one in zip(rankings, judged, strict=True)]
        three = [bool(set(ranked[:3]) & one.accepted) for ranked, one in zip(rankings, judged, strict=True)]
        table.add_row(f"Rasa {name}, {stock.EPOCHS} epochs", f"{np.mean(first):.3f}", f"{np.mean(three):.3f}")
    first, three = [one.first for one in judged], [one.among_three for one in judged]
    table.add_row("Haki", f"{np.mean(first):.3f}", f"{np.mean(three):.3f}", style="bold")
    console.print(table)
