"""The walkthrough runs with our kernel, and bad input in a cell is a clear error that the kernel survives."""

import re
import sys

import nbformat
import pytest
from walkthrough import ROOT, execute

sys.path.insert(0, str(ROOT / "tests" / "kernel"))
from kernel_client import Kernel  # noqa: E402


def test_walkthrough(walk, tmp_path):
    tissue = walk("01-tissue-tokens", EPOCHS=3)
    summary = tissue.summary
    panels = {"look": 1, "tokens": 2, "whatif": 2}
    for name, count in panels.items():
        (view,) = tissue.views(name)
        assert view["kind"] == "spatial"
        assert [panel["x"]["shape"][0] for panel in view["panels"]] == [summary["cells"]] * count
    kinds = {
        "train": ["curve", "spatial"],
        "dictionary": ["heatmap"],
        "transitions": ["heatmap"],
        "moved": ["bars"],
        "impute": ["curve", "bars"],
    }
    assert tissue.kinds(*kinds) == kinds
    assert summary["lossLast"] < summary["lossFirst"]
    assert summary["tokensShare"] > 0.3
    scores = summary["imputationGeneR"]
    assert list(scores) == ["squint", "mean of the 8 nearest", "mean of the 30 nearest", "neighbors, inwards", "mean of all"]
    # The places differ in this tumour, and cells near a gap say more about it than all cells together.
    assert scores["mean of the 8 nearest"] > 0.3 and scores["mean of all"] == 0
    assert 0 <= summary["whatIfMoved"]["change"] <= 1
    assert list(summary["seconds"]) == ["load", "train", "impute", "what if", "save"]
    anndata = pytest.importorskip("anndata")
    saved = anndata.read_h5ad(tmp_path / "out" / "tissue-tokens.h5ad")
    assert saved.obs["squint_token"].nunique() == summary["tokensUsed"]
    assert saved.obsm["X_squint"].shape[0] == saved.n_obs


def own_file(path, cells, features, obs, x, spatial=None):
    """Writes a file as a user would bring it."""
    anndata = pytest.importorskip("anndata")
    import pandas

    adata = anndata.AnnData(x, obs=pandas.DataFrame(obs, index=[f"cell-{i}" for i in range(cells)]))
    adata.var_names = features
    if spatial is not None:
        adata.obsm["spatial"] = spatial
    adata.write_h5ad(path)
    return path


def test_walkthrough_on_counts_of_two_samples_with_other_names(walk, tmp_path):
    numpy = pytest.importorskip("numpy")
    random = numpy.random.default_rng(1)
    kinds = numpy.array(["CD8 T cell", "Epithelial", "Mast cell"])[random.integers(0, 3, 400)]
    obs = {
        "Cell Type": kinds,
        "sample": numpy.repeat(["left", "right"], 200),
        "x": random.uniform(0, 500, 400),
        "y": random.uniform(0, 500, 400),
    }
    counts = random.poisson(2, (400, 1100)).astype("float32")
    counts[kinds == "CD8 T cell", :2] += 6
    features = ["CD3E", "MKI67", "HLA-DRA"] + [f"gene{i}" for i in range(1097)]
    path = own_file(tmp_path / "mine.h5ad", 400, features, obs, counts)
    tissue = walk("01-tissue-tokens", EPOCHS=1, DATA_FILE=path)
    summary = tissue.summary
    assert 'obs["sample"]' in tissue.said("look")
    assert "1000 of 1100 features" in tissue.said("prepare") and summary["features"] == 1000
    assert summary["values"] == "counts"
    assert "SQUINT on 400 cells x 1,000 features" in tissue.said("train")
    (look,) = tissue.views("look")
    assert [panel["title"] for panel in look["panels"]] == ["left", "right"]
    assert tissue.views("dictionary")[0]["columns"] == sorted(set(kinds), key=lambda kind: -sum(kinds == kind))
    # The circle lies in one sample, and mast cells are no T cells.
    (after,) = tissue.views("whatif")
    assert [panel["x"]["shape"][0] for panel in after["panels"]] == [200, 200]
    said = tissue.said("whatif")
    assert "T cells: CD8 T cell. Not T cells: " in said
    (changed,) = re.findall(r"^(\d+) cells of CD8 T cell", said, re.M)
    assert int(changed) <= sum(kinds == "CD8 T cell")
    assert summary["tokensUsed"] <= 16


def test_walkthrough_on_few_cells_without_labels(walk, tmp_path):
    numpy = pytest.importorskip("numpy")
    random = numpy.random.default_rng(2)
    bright = random.gamma(2, 200, (200, 5)).astype("float32")
    features = ["DAPI", "CD45", "PanCK", "CD31", "SMA"]
    spatial = random.uniform(0, 300, (200, 2))
    path = own_file(tmp_path / "mine.h5ad", 200, features, {"area": random.uniform(1, 9, 200)}, bright, spatial)
    tissue = walk("01-tissue-tokens", EPOCHS=1, DATA_FILE=path)
    summary = tissue.summary
    assert "No column of obs looks like cell types" in tissue.said("look")
    assert summary["values"] == "raw intensities"
    assert tissue.views("dictionary")[0]["columns"] == features
    assert tissue.said("whatif").startswith("Left out") and summary["whatIfMoved"] == "left out"
    assert tissue.views("transitions") == tissue.views("moved") == []
    assert "3 held-out patches, 60 cells" in tissue.said("impute")


def test_stratification(walk, tmp_path):
    # No cohort of the reader's own in TISSUEBOOK_DATA: the notebook simulates one.
    cohort = walk("02-tumour-stratification", EPOCHS=2, DATA=tmp_path)
    summary = cohort.summary
    assert "SIMULATED" in cohort.said("load") and summary["cohort"] == "simulated"
    assert "simulated" in cohort.views("load")[0]["title"]
    kinds = {
        "stratify": ["bars"],
        "chance": ["bars"],
        "map": ["spatial"],
        "cells": ["heatmap"],
        "survival": ["curve"],
    }
    assert cohort.kinds(*kinds) == kinds
    # The classes were made to differ in how cells lie, and in nothing else.
    assert summary["auc"] > 0.9 and summary["p"] < 0.05
    assert summary["aucOfCellTypes"] < 0.8
    assert f"{summary['patients'] // 2} patients" in cohort.said("survival")


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
    whole = (ROOT / "tests" / "fixtures" / "golden" / "h5ad" / "everything.h5ad").read_bytes()
    (tmp_path / "half.h5ad").write_bytes(whole[: len(whole) // 2])
    bad = {
        "await readH5ad('missing.h5ad')": "missing.h5ad",
        "await readH5ad('text.h5ad')": "HDF5",
        "await readH5ad('short.h5ad')": "short.h5ad",
        "await readH5ad('half.h5ad')": "half.h5ad",
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


def test_interrupted_training_keeps_what_was_learnt():
    with Kernel() as kernel:
        kernel.ok(HEAD + MAKE + "const data = tissue(1, true)\nconst squint = zoo.create('squint', { preset: 'tiny', seed: 1 })")
        kernel.ok("await squint.fit(data, { epochs: 1, write: false })")
        msg_id = kernel.send(
            "const run = squint.fit(data, { epochs: 100000 })\n"
            "for await (const { step } of run) if (step === 20) console.log('far enough')\n"
        )
        kernel.until(msg_id, "stream")
        kernel.manager.interrupt_kernel()
        kernel.finish(msg_id)
        assert kernel.ok("(await run).summary.ending").value == "'interrupted'"
        assert kernel.ok("run.reports.length >= 20 && squint.trained").value == "true"
        assert kernel.ok("data.obs.has('squint_token') && data.obsm.has('X_squint')").value == "true"
        assert kernel.ok("(await squint.tokenize(data)).codes.length").value == "40"
