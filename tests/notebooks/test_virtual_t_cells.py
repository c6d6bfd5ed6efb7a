"""The walkthrough about virtual T cells runs with our kernel, and what it says holds together."""

import json
import pathlib
import sys

import nbformat

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_notebooks import ROOT, execute, texts, views  # noqa: E402


def test_virtual_t_cells(tmp_path, monkeypatch):
    monkeypatch.setenv("TISSUEBOOK_EPOCHS", "40")
    monkeypatch.setenv("TISSUEBOOK_RUNS", "2")
    monkeypatch.setenv("TISSUEBOOK_TRAININGS", "2")
    monkeypatch.setenv("TISSUEBOOK_OUT", str(tmp_path / "out"))
    notebook = execute(nbformat.read(ROOT / "notebooks" / "03-virtual-t-cells.ipynb", 4), tmp_path)
    cells = {cell.id: cell for cell in notebook.cells}
    summary = json.loads((tmp_path / "out" / "virtual-t-cells.summary.json").read_text())
    said = texts(notebook)
    kinds = {
        "load": ["spatial"],
        "train": ["curve"],
        "infer": ["bars"],
        "inject": ["curve", "bars"],
        "example": ["spatial"],
    }
    for name, expected in kinds.items():
        assert [view["kind"] for view in views(cells[name])] == expected, name
    (example,) = views(cells["example"])
    assert [panel["x"]["shape"][0] for panel in example["panels"]] == [400] * 4
    scores = summary["inferredGeneR"]
    assert scores["mean of all"] == 0 and scores["mean of the neighbours"] > 0.3
    assert abs(scores["random, uniform"]) < 0.1
    # Forty epochs take it off the plateau; that the neighbours' mean is better is said.
    assert scores["cifm"] > 0.2
    judged = summary["validation"]
    assert judged["model"] < 0.97 * judged["constant"]
    worse = judged["model"] > judged["neighbourhoodMean"]
    assert ("mean of the neighbouring cells predicts better" in said["train"]) == worse
    assert "No cell responded to anything" in said["inject"]
    assert summary["models"] == 2 and "over 2 trained models" in said["inject"]
    for change in summary["changes"]:
        low, mean, high = (change["beyondControl"][key] for key in ("low", "mean", "high"))
        assert low <= mean <= high
        assert abs(change["after"]["mean"] - change["control"]["mean"] - mean) < 1e-9
    assert (tmp_path / "out" / "virtual-t-cells.safetensors").stat().st_size > 10_000
