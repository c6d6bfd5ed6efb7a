"""The walkthrough about virtual T cells runs with our kernel, and what it says holds together."""


def test_virtual_t_cells(walk, tmp_path):
    virtual = walk("03-virtual-t-cells", EPOCHS=40, RUNS=2, TRAININGS=2)
    summary = virtual.summary
    kinds = {
        "load": ["spatial"],
        "train": ["curve"],
        "infer": ["bars"],
        "inject": ["curve", "bars"],
        "example": ["spatial"],
    }
    assert virtual.kinds(*kinds) == kinds
    (example,) = virtual.views("example")
    assert [panel["x"]["shape"][0] for panel in example["panels"]] == [400] * 4
    scores = summary["inferredGeneR"]
    assert scores["mean of all"] == 0 and scores["mean of the neighbors"] > 0.3
    assert abs(scores["random, uniform"]) < 0.1
    # Forty epochs take it off the plateau; that the neighbors' mean is better is said.
    assert scores["cifm"] > 0.2
    judged = summary["validation"]
    assert judged["model"] < 0.97 * judged["constant"]
    worse = judged["model"] > judged["neighborhoodMean"]
    assert ("mean of the neighboring cells predicts better" in virtual.said("train")) == worse
    assert "No cell responded to anything" in virtual.said("inject")
    assert "by plain averages" in virtual.said("inject")
    assert summary["models"] == 2 and "over 2 trained models" in virtual.said("inject")
    for change in summary["changes"]:
        low, mean, high = (change["beyondControl"][key] for key in ("low", "mean", "high"))
        assert low <= mean <= high
        assert abs(change["after"]["mean"] - change["control"]["mean"] - mean) < 1e-9
    assert (tmp_path / "out" / "virtual-t-cells.safetensors").stat().st_size > 10_000
