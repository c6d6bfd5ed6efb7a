"""The walkthrough of CellPLM runs with our kernel, and its text says of plain tools what its numbers say."""


def test_one_model_many_tasks(walk):
    blood = walk("06-one-model-many-tasks", EPOCHS=2)
    summary = blood.summary
    kinds = {"embed": ["curve", "spatial"], "annotate": ["bars"], "denoise": ["bars"], "perturb": ["bars"]}
    kinds |= {"attend": ["spatial"], "attend-types": ["heatmap"]}
    assert blood.kinds(*kinds) == kinds
    assert "CellPLM on 700 cells x 765 features" in blood.said("embed")
    # After two epochs nothing is learned: plain classifiers must be ahead, and the table must say so.
    f1 = summary["f1"]
    assert f1["logistic regression on the values"] > 0.6
    assert any("logistic regression on the values does as well or better" in text for text in summary["warnings"])
    # Who knows that nothing hidden is zero is ahead.
    rmse = summary["rmse"]
    assert rmse["mean of the gene above 0"] < rmse["mean of the gene"]
    assert rmse["mean of 15 alike above 0"] < rmse["mean of 15 alike"]
    # The screen was made up, which is said wherever it is shown; its knock-outs repeat.
    assert summary["screen"] == "simulated" and "SIMULATED" in blood.said("perturb")
    assert "SIMULATED" in blood.views("perturb")[0]["title"]
    assert len(summary["heldOut"]) == 3
    assert all(target["repeats"] > 0.3 for target in summary["heldOut"].values())
    # Arrows lead from one cell of a field to ten others, and the table adds up to all that it takes.
    (attended,) = blood.views("attend")
    assert attended["panels"][0]["arrows"]["to"]["shape"] == [10]
    assert 500 < summary["attending"] < 1000
    place = attended["table"]["columns"].index("Percent of attention")
    assert abs(sum(row[place] for row in attended["table"]["rows"]) - 100) < 0.1
    assert "no evidence of signaling" in attended["description"]
