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
    (scatter,) = proteins.views("scatter")
    assert [panel["regions"][0]["name"] for panel in scatter["panels"]] == ["equal", "equal"]


def test_two_views_of_one_cell(walk):
    views = walk("08-two-views-of-one-cell", EPOCHS=8, CELLS=150)
    assert views.kinds("map", "umap") == {"map": ["heatmap"], "umap": ["spatial"]}
    summary = views.summary
    chance = summary["chance"]
    # Values say more than chance does, and assignment within donors says more than values alone.
    assert summary["match"]["CCA 15 + cosine"]["score"] > 1.5 * chance
    assert summary["match"]["ridge + cosine"]["blocks"] > summary["match"]["ridge + cosine"]["score"]
    assert list(summary["joint"]) == ["scmognn", "PCA of both", "PCA of rna", "PCA of prot", "LDA of both, with the labels"]
    assert all(0 < scores["batchAsw"] <= 1 for scores in summary["joint"].values())
    assert "which the labels chose" in views.said("joint")
