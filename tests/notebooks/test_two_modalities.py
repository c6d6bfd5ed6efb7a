"""The walkthroughs about two modalities run with our kernel, and say of their data that they are simulated."""


def test_proteins_from_rna(walk):
    proteins = walk("07-proteins-from-rna", EPOCHS=4, SEEDS=1, CELLS=120)
    assert "SIMULATED: no cell of these data was ever measured." in proteins.said("load")
    kinds = {"which": ["bars"], "scatter": ["spatial"], "seeds": ["bars"]}
    assert proteins.kinds(*kinds) == kinds
    summary = proteins.summary
    assert summary["simulated"] and summary["proteins"] == 16
    methods = list(summary["rmse"])
    assert methods[:3] == ["scmognn", "scmoformer", "mean of the known cells"]
    mean = {name: values[0] for name, values in summary["featureR"].items()}
    # A linear method reads the links off the simulation; the mean knows no cell from another.
    assert mean["PLS 10"] > 0.2 and mean["mean of the known cells"] == 0
    assert "protein's own gene" in proteins.said("one")
    assert f"{summary['trusted']} of 16 proteins have r above 0.5 over held-out cells in every seed" in proteins.said("which")
    assert "scmoformer less PLS 10, r by protein, seed by seed:" in proteins.said("seeds")
    (scatter,) = proteins.views("scatter")
    assert [panel["regions"][0]["name"] for panel in scatter["panels"]] == ["equal", "equal"]


def test_two_views_of_one_cell(walk):
    views = walk("08-two-views-of-one-cell", EPOCHS=8, SEEDS=1, CELLS=150)
    kinds = {"map": ["heatmap"], "match-seeds": ["bars"], "joint-seeds": ["bars"], "umap": ["spatial"]}
    assert views.kinds(*kinds) == kinds
    summary = views.summary
    mistakes = summary["mistakes"]
    assert 0 < mistakes["byChance"] < mistakes["wrong"] <= 150 and mistakes["ofTheType"] <= mistakes["wrong"]
    assert f"{mistakes['wrong']} of 150 likeliest partners are wrong" in views.said("map")
    # The same seed asked again, beside the same plain methods.
    assert summary["top1"]["CCA 15 + cosine"] == [summary["match"]["CCA 15 + cosine"]["top1"]]
    chance = summary["chance"]
    # Values say more than chance does, and assignment within donors says more than values alone.
    assert summary["match"]["CCA 15 + cosine"]["score"] > 1.5 * chance
    assert summary["match"]["ridge + cosine"]["blocks"] > summary["match"]["ridge + cosine"]["score"]
    assert list(summary["joint"]) == ["scmognn", "PCA of both", "PCA of rna", "PCA of prot", "LDA of both, with the labels"]
    assert all(0 < scores["batchAsw"] <= 1 for scores in summary["joint"].values())
    assert "which the labels chose" in views.said("joint")
