"""`tissuebook verify`: a notebook run again, and what differs from what was saved."""

import json
import sys

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

sys.path.insert(0, str(ROOT))
from tissuebook.verify import verify  # noqa: E402

MADE = """import { AnnData, DenseMatrix, log1p, normalizeTotal, pca, Random, Table } from 'tissuebook'
const random = new Random(1)
const values = Float32Array.from({ length: 400 }, () => random.integer(0, 9))
const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`)
const tissue = new AnnData({ X: new DenseMatrix(40, 10, values), obs: new Table(names(40)), var: new Table(names(10)) })"""
# Declarations have no output: their receipts wait for the next one.
CELLS = [MADE, "const scaled = normalizeTotal(tissue)", "const scores = await pca(log1p(scaled), { components: 4 })", "scores.nObs", "2 + 3"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A notebook that was run and saved."""
    path = tmp_path_factory.mktemp("verify") / "tissue.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "tissuebook", "display_name": "", "language": "typescript"}})
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.write(notebook, path)
    return path


def test_the_notebook_keeps_receipts_with_outputs_and_shows_nothing_of_them(saved):
    outputs = [cell["outputs"] for cell in json.loads(saved.read_text())["cells"]]
    assert [len(each) for each in outputs] == [0, 0, 0, 1, 1]
    receipts = outputs[3][0]["metadata"]["tissuebook_receipts"]
    assert [(each["cell"], each["step"].split("(")[0]) for each in receipts] == [(2, "normalizeTotal"), (3, "log1p"), (3, "pca")]
    assert outputs[3][0]["data"] == {"text/plain": ["40"]} and "tissuebook_receipts" not in outputs[4][0]["metadata"]


def test_what_is_the_same_is_said_to_be_and_the_file_stays(saved, capfd):
    before = saved.read_bytes()
    assert verify(saved) == 0
    assert "5 cells with 3 steps were run again: every bit is the same." in capfd.readouterr().out
    assert saved.read_bytes() == before


def test_the_first_cell_that_differs_is_named_with_the_part_the_option_and_by_how_much(saved, capfd):
    notebook = json.loads(saved.read_text())
    # The outputs are those of then.
    notebook["cells"][0]["source"] = MADE.replace("Random(1)", "Random(2)")
    notebook["cells"][2]["source"] = CELLS[2].replace("4", "5")
    path = saved.with_name("changed.ipynb")
    path.write_text(json.dumps(notebook))
    assert verify(path) == 1
    said = capfd.readouterr().out
    assert "The first cell that differs is cell 2 (In [2]):\n  normalizeTotal was given another X.\n" in said
    assert "of their root mean square" in said and "Also cell 3 (In [3])" in said and "pca: components was 4, and is 5." in said


def test_what_is_no_notebook_is_refused(capfd, tmp_path):
    other = tmp_path / "other.ipynb"
    other.write_text("PK")
    assert verify(other) == 2 and verify(tmp_path / "none.ipynb") == 2
    assert "cannot be read as a notebook" in capfd.readouterr().err
