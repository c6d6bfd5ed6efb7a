"""The walkthrough about clusters runs with our kernel on two workers, and leaves none of them behind."""

import pytest


def test_a_cohort_on_a_cluster(walk, tmp_path):
    pytest.importorskip("distributed")
    cohort = walk("11-a-cohort-on-a-cluster", EPOCHS=2, SEEDS=1, CELLS=60, PROVIDER="cpu")
    summary = cohort.summary
    assert "SIMULATED" in cohort.said("files") and summary["parts"] == 6
    assert summary["cells"] == summary["written"] > 300
    assert [len(one["r"]) for one in summary["tried"]] == [1, 1]
    assert "mean of the 8 nearest" in summary["baselines"]
    assert summary["steps"] > 0 and not summary["open"]
    # The workers show themselves, and the trainings show in a table while they go on.
    (shown,) = [output for output in cohort.cells["workers"].outputs if "text/html" in output.get("data", {})]
    assert "2 workers, 2 tasks at a time" in shown["data"]["text/plain"]
    tables = [output["data"]["text/plain"] for output in cohort.cells["search"].outputs if "data" in output]
    assert any(text.startswith("2 tasks: 2 finished") for text in tables)
    anndata = pytest.importorskip("anndata")
    vectors = sorted((tmp_path / "out" / "cohort-vectors").glob("*.h5ad"))
    assert len(vectors) == 6 and "X_squint" in anndata.read_h5ad(vectors[0]).obsm
