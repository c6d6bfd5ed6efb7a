"""The walkthrough about gaps runs with our kernel, and says of its models what its own numbers say."""

import json
import pathlib
import sys

import nbformat

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_notebooks import ROOT, execute, texts, views  # noqa: E402


def test_imputing_a_gap(tmp_path, monkeypatch):
    monkeypatch.setenv("TISSUEBOOK_EPOCHS", "2")
    monkeypatch.setenv("TISSUEBOOK_SEEDS", "2")
    monkeypatch.setenv("TISSUEBOOK_OUT", str(tmp_path / "out"))
    notebook = execute(nbformat.read(ROOT / "notebooks" / "04-imputing-a-gap.ipynb", 4), tmp_path)
    cells = {cell.id: cell for cell in notebook.cells}
    summary = json.loads((tmp_path / "out" / "imputing-a-gap.summary.json").read_text())
    said = texts(notebook)
    # The curves of the comparison are cleared away when it is done.
    kinds = {
        "load": ["spatial"],
        "one": ["curve", "spatial"],
        "map": ["spatial"],
        "compare": ["bars"],
        "depth": ["bars"],
        "influence": ["curve", "bars"],
    }
    for name, expected in kinds.items():
        assert [view["kind"] for view in views(cells[name])] == expected, name
    (gaps,) = views(cells["map"])
    assert [panel["x"]["shape"][0] for panel in gaps["panels"]] == [300] * 4
    scores = summary["geneR"]
    assert list(scores) == ["squint", "cifm", "mean of the 8 nearest", "mean of the 30 nearest", "neighbours, inwards", "mean of all"]
    mean = {name: sum(values) / 2 for name, values in scores.items()}
    # Cells near a gap say more about it than all cells together, and more at its rim than in its middle.
    assert mean["mean of the 8 nearest"] > 0.5 and mean["mean of all"] == 0
    assert summary["rim"][1] > summary["core"][1]
    best = max(mean["mean of the 8 nearest"], mean["mean of the 30 nearest"], mean["neighbours, inwards"])
    for name in ("squint", "cifm"):
        assert any(name in text for text in summary["warnings"]) == (mean[name] <= best)
        assert (f"{name} is no better" in said["compare"]) == (mean[name] <= best)
    # A network lets one protein speak about another, if only a little after so short a training.
    assert 0.01 < summary["otherFeatures"] < 1
    assert f"{100 * summary['otherFeatures']:.0f}% of what moves {summary['asked']} in the gaps" in said["influence"]
