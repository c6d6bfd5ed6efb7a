"""The walkthrough about gaps runs with our kernel, and says of its models what its own numbers say."""


def test_imputing_a_gap(walk):
    gap = walk("04-imputing-a-gap", EPOCHS=2, SEEDS=2)
    summary = gap.summary
    # The comparison draws no curves of its four trainings, and says how far it is.
    kinds = {
        "load": ["spatial"],
        "one": ["curve", "spatial"],
        "map": ["spatial"],
        "compare": ["bars"],
        "depth": ["bars"],
        "influence": ["curve", "bars"],
    }
    assert gap.kinds(*kinds) == kinds
    assert "4 of 4 trainings" in gap.said("compare")
    (gaps,) = gap.views("map")
    assert [panel["x"]["shape"][0] for panel in gaps["panels"]] == [300] * 4
    scores = summary["geneR"]
    assert list(scores) == ["squint", "cifm", "mean of the 8 nearest", "mean of the 30 nearest", "neighbors, inwards", "mean of all"]
    mean = {name: sum(values) / 2 for name, values in scores.items()}
    # Cells near a gap say more about it than all cells together, and more at its rim than in its middle.
    assert mean["mean of the 8 nearest"] > 0.5 and mean["mean of all"] == 0
    assert summary["rim"][1] > summary["core"][1]
    best = max(mean["mean of the 8 nearest"], mean["mean of the 30 nearest"], mean["neighbors, inwards"])
    for name in ("squint", "cifm"):
        assert any(name in text for text in summary["warnings"]) == (mean[name] <= best)
        assert (f"{name} is no better" in gap.said("compare")) == (mean[name] <= best)
    # A network lets one protein speak about another, if only a little after so short a training.
    assert 0.01 < summary["otherFeatures"] < 1
    assert f"{100 * summary['otherFeatures']:.0f}% of what moves {summary['asked']} in the gaps" in gap.said("influence")
