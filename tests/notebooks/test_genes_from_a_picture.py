"""The walkthrough about pictures runs with our kernel, says what is simulated, and shows what its own numbers say."""


def test_genes_from_a_picture(walk):
    walked = walk("09-genes-from-a-picture", EPOCHS=3, DATA="")
    summary = walked.summary
    assert summary["simulated"] and summary["spots"] == 392
    # Whoever looks at one output alone must see that nothing was measured.
    for name in ("load", "genes", "partners"):
        assert "SIMULATED" in walked.said(name)
    for name, kind in {"load": "spatial", "genes": "bars", "map": "spatial", "pairs": "spatial"}.items():
        (view,) = [view for view in walked.views(name) if view["kind"] == kind]
        assert "SIMULATED" in view["title"]
    assert list(summary["r"]) == ["stalign", "color and texture", "color and texture per section", "mean"]
    # Every spot of the section that taught nothing has its picture, genes and nearest pictures in the view itself.
    (view,) = walked.views("pairs")
    assert len(view["pairs"]["pictures"]) == 196 and view["pairs"]["nearest"]["shape"] == [196, 6]
    assert all(len(picture) < 10_000 for picture in view["pairs"]["pictures"])
    # The drawn nuclei follow the layers, and so do most genes.
    assert summary["r"]["color and texture"] > 0.2 and summary["r"]["mean"] == 0
    assert summary["mse"]["stalign"] < summary["mse"]["mean"]
    assert summary["encoder"] in walked.said("genes") and "trained (" in summary["encoder"]
    assert summary["medianRank"]["chance, image to gene"] == 98.5
    for warning in summary["warnings"]:
        assert warning in walked.said("genes") + walked.said("partners")
