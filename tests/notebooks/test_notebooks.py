"""The walkthrough runs with our kernel, and bad input in a cell is a clear error that the kernel survives."""

import json
import pathlib

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).parents[2]
VIEW = "application/vnd.tissuebook.view+json"


def execute(notebook, folder, **options):
    client = NotebookClient(
        notebook, timeout=600, kernel_name="tissuebook", resources={"metadata": {"path": str(folder)}}, **options
    )
    client.execute()
    return notebook


def views(cell):
    return [output["data"][VIEW] for output in cell.outputs if VIEW in output.get("data", {})]


def test_walkthrough(tmp_path, monkeypatch):
    monkeypatch.setenv("TISSUEBOOK_EPOCHS", "3")
    monkeypatch.setenv("TISSUEBOOK_OUT", str(tmp_path / "out"))
    notebook = execute(nbformat.read(ROOT / "notebooks" / "01-tissue-tokens.ipynb", 4), tmp_path)
    cells = {cell.id: cell for cell in notebook.cells}
    summary = json.loads((tmp_path / "out" / "tissue-tokens.summary.json").read_text())
    for name in ("look", "tokens"):
        (view,) = views(cells[name])
        assert view["kind"] == "spatial"
        assert sum(panel["x"]["shape"][0] for panel in view["panels"]) == summary["cells"]
    assert views(cells["composition"])[0]["kind"] == "heatmap"
    assert views(cells["curve"])[0]["kind"] == "curve"
    assert summary["lossLast"] < summary["lossFirst"]
    assert summary["tokensShare"] > 0.3
    anndata = pytest.importorskip("anndata")
    saved = anndata.read_h5ad(tmp_path / "out" / "tissue-tokens.h5ad")
    assert saved.obs["squint_token"].nunique() == summary["tokensUsed"]
    assert saved.obsm["X_squint"].shape[0] == saved.n_obs


HEAD = "import { AnnData, DenseMatrix, Table, datasets, readH5ad, zoo } from 'tissuebook'\n"
MAKE = (
    "const names = (p: string, n: number) => Array.from({ length: n }, (_, i) => p + i)\n"
    "const tissue = (bad: number, spatial: boolean) => new AnnData({\n"
    "  X: new DenseMatrix(40, 3, Float32Array.from({ length: 120 }, (_, i) => i === 4 ? bad : i % 5)),\n"
    "  obs: new Table(names('cell', 40)), var: new Table(names('gene', 3)),\n"
    "  ...(spatial ? { obsm: [['spatial', new DenseMatrix(40, 2, Float64Array.from({ length: 80 }, (_, i) => (i * 37) % 101))]] as const } : {}),\n"
    "})\n"
)


def test_bad_input(tmp_path):
    (tmp_path / "text.h5ad").write_text("no HDF5 in here")
    (tmp_path / "short.h5ad").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(40))
    bad = {
        "await readH5ad('missing.h5ad')": "missing.h5ad",
        "await readH5ad('text.h5ad')": "HDF5",
        "await readH5ad('short.h5ad')": "short.h5ad",
        "await zoo.create('squint').fit(tissue(1, false))": "no positions",
        "await zoo.create('squint', { section: 'batch' }).fit(tissue(1, true))": 'no column "batch"',
        "await zoo.create('squint').fit(tissue(NaN, true))": 'cell "cell1", feature "gene1"',
        "await zoo.create('squint', { ...({ sed: 1 } as object) })": "Did you mean seed",
        "await zoo.create('squint', { seed: 1.5 })": "whole number",
    }
    cells = [nbformat.v4.new_code_cell(HEAD + MAKE)]
    for source in bad:
        cells += [nbformat.v4.new_code_cell(source), nbformat.v4.new_code_cell("1 + 1")]
    metadata = {"kernelspec": {"name": "tissuebook", "display_name": "Tissuebook", "language": "typescript"}}
    notebook = execute(nbformat.v4.new_notebook(cells=cells, metadata=metadata), tmp_path, allow_errors=True)
    for at, (source, words) in enumerate(bad.items()):
        failed, after = notebook.cells[1 + 2 * at], notebook.cells[2 + 2 * at]
        errors = [output for output in failed.outputs if output.output_type == "error"]
        assert len(errors) == 1, (source, failed.outputs)
        assert errors[0].ename == "TissuebookError", source
        assert words in errors[0].evalue, source
        assert after.outputs[0]["data"]["text/plain"] == "2", source
