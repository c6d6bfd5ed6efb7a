"""The walkthrough about missing genes runs with our kernel, and its verdicts follow from its numbers."""


def test_genes_that_were_not_measured(walk):
    genes = walk("05-genes-that-were-not-measured", EPOCHS=8, SEEDS=2)
    summary = genes.summary
    kinds = {"load": ["spatial"], "genes": ["bars"], "missing-genes": ["bars"], "map": ["spatial"]}
    assert genes.kinds(*kinds) == kinds
    scores = summary["geneR"]
    ridge = "ridge on own genes and the 30 nearest"
    assert list(scores)[0] == "spaformer" and ridge in scores
    # A gene's mean cannot tell cells apart; its neighbors can, and its other proteins more.
    assert scores["gene mean"] == [0, 0]
    assert min(scores[ridge]) > max(scores["mean of the 30 nearest"]) > 0.2
    # After so short a training the model has learned little, and the page says so.
    behind = summary["rmse"]["spaformer"][0] >= summary["rmse"][ridge][0]
    assert any("by RMSE the model is behind" in text and ridge in text for text in summary["warnings"]) == behind
    verdicts = summary["verdicts"]
    assert len(verdicts) == summary["features"]
    said = genes.said("trust")
    for verdict in ("follows from the rest", "with care", "do not fill in"):
        named = [gene for gene, given in verdicts.items() if given == verdict]
        assert f"{verdict} ({len(named)})" in said
    assert "follows from the rest" in verdicts.values()
    # Five proteins were hidden in one half, and found again by what is shown of it.
    assert len(summary["lacking"]) == 5
    assert summary["missing"]["gene mean of the reference"] == [0, 0]
    assert summary["missing"]["ridge on the shown genes"][0] > 0.4
    (panels,) = genes.views("map")
    assert len(panels["panels"]) == 3
