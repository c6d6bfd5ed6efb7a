"""The walkthrough about shapes runs with our kernel, and says of its flow what its own numbers say."""


def test_morphology_what_if(walk):
    shapes = walk("10-morphology-what-if", EPOCHS=20)
    summary = shapes.summary
    kinds = {
        "load": ["spatial"],
        "spread": ["violin"],
        "pairs": ["bars"],
        "flow": ["curve", "bars"],
        "where": ["bars"],
        "drawn": ["spatial"],
        "pictures": ["curve", "spatial"],
        "wrong": ["bars"],
    }
    assert shapes.kinds(*kinds) == kinds
    assert summary["marginalError"] < 0.01 and f"{summary['targetsUsed']} of" in shapes.said("pairs")
    w1 = summary["w1"]
    assert list(w1) == [
        "spatia",
        "control unchanged",
        "mean shift",
        "mean and s.d. shift",
        "random target cell",
        "transport partner",
        "target, half against half",
    ]
    # Two lineages differ in shape, and a shift of two moments is hard to beat.
    assert w1["spatia"] < w1["control unchanged"] and w1["mean shift"] < w1["control unchanged"]
    assert summary["r"]["spatia"] > 0.9
    assert bool(summary["warnings"]) == (
        w1["spatia"] >= min(w1["mean shift"], w1["mean and s.d. shift"], w1["random target cell"], w1["control unchanged"])
    )
    (grid,) = shapes.views("drawn")
    assert grid["title"].startswith("Drawn") and len(grid["panels"][0]["regions"]) == 36
    # What was drawn is called drawn, and the network that compares pictures is named.
    (pictures,) = [view for view in shapes.views("pictures") if view["kind"] == "spatial"]
    assert pictures["title"].startswith("Drawn pictures") and len(pictures["panels"][0]["regions"]) == 30
    assert "no photographs" in shapes.said("pictures") and "random convolutions" in shapes.said("pictures")
    assert "nothing to generate" in shapes.said("nothing") or "more than chance" in shapes.said("nothing")
