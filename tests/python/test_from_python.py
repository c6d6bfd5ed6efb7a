"""Views, models and tasks from a plain Python, and from a notebook of ipykernel's."""

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import anndata
import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import tissuebook  # noqa: E402
from tissuebook.bridge import bridge  # noqa: E402
from tissuebook.values import camel, snake  # noqa: E402


@pytest.fixture
def tissue():
    """Two kinds of cells in two halves of a square, told apart by two genes of twelve."""
    random = np.random.default_rng(0)
    places = random.uniform(0, 1000, (400, 2))
    left = places[:, 0] < 500
    x = random.poisson(1.0, (400, 12)).astype("float32")
    x[left, 0] += 8
    x[~left, 1] += 8
    obs = pd.DataFrame({"kind": pd.Categorical(np.where(left, "left", "right"))}, index=[f"c{i}" for i in range(400)])
    return anndata.AnnData(x, obs=obs, var=pd.DataFrame(index=[f"g{j}" for j in range(12)]), obsm={"spatial": places})


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_view_has_its_payload_its_picture_and_its_words(tissue):
    view = tissuebook.spatial_view(tissue, color="kind")
    assert view.payload["kind"] == "spatial" and view.payload["cells"]["count"] == 400
    assert min(size_of(view.png)) > 300
    assert "400 cells" in repr(view)
    bundle, metadata = view._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == view.widget.model_id
    assert base64.b64decode(bundle["image/png"]) == view.png and "400 cells" in metadata["image/png"]["alt"]


def test_options_have_pythons_names_and_wrong_ones_are_refused_with_a_near_name(tissue):
    view = tissuebook.spatial_view(tissue, color="g0", panel_by="kind")
    assert [panel["title"] for panel in view.payload["panels"]] == ["left", "right"]
    with pytest.raises(tissuebook.TissuebookError, match="kind") as refused:
        tissuebook.spatial_view(tissue, color="kinds")
    assert refused.value.kind == "missing-key"
    with pytest.raises(TypeError):
        tissuebook.spatial_view(tissue, colour="kind")
    with pytest.raises(tissuebook.TissuebookError):
        tissuebook.zoo.create("squint", no_such_setting=1)


def test_names_go_both_ways():
    for name in ("panel_by", "n_top_genes", "color", "held_out"):
        assert snake(camel(name)) == name
    assert (camel("from_"), snake("pixelSize")) == ("from", "pixel_size")


def test_arrays_are_colors_and_numbers_come_back_as_numpy(tissue):
    depth = np.arange(400, dtype="float32")
    view = tissuebook.spatial_view(tissue, color={"name": "depth", "values": depth})
    sent = base64.b64decode(view.payload["panels"][0]["color"]["values"]["bdata"])
    assert (np.frombuffer(sent, view.payload["panels"][0]["color"]["values"]["dtype"]) == depth).all()


def test_a_model_trains_and_what_it_learned_is_in_the_data(tissue, tmp_path, capfd):
    before = tissue.copy()
    model = tissuebook.zoo.create("squint", preset="tiny", seed=3)
    assert not model.trained and model.config.seed == 3
    model.fit(tissue, epochs=3)
    assert model.trained
    assert "squint_token" in tissue.obs and tissue.obs["squint_token"].notna().all()
    assert tissue.obsm["X_squint"].shape[0] == 400 and "squint" in tissue.uns
    assert (tissue.X == before.X).all() and (tissue.obs["kind"] == before.obs["kind"]).all()

    again = tissuebook.embed(model, before)
    assert again is before and np.allclose(before.obsm["X_squint"], tissue.obsm["X_squint"], atol=1e-5)
    model.save(tmp_path / "model.safetensors")
    loaded = tissuebook.zoo.load("squint", tmp_path / "model.safetensors")
    assert loaded.trained
    other = tissue.copy()
    loaded.embed(other, key="again")
    assert any(np.allclose(other.obsm[key], tissue.obsm["X_squint"], atol=1e-5) for key in other.obsm if key not in ("spatial", "X_squint"))
    assert "epoch" in capfd.readouterr().out

    answer = tissuebook.perturb(model, tissue, what={"kind": "knockOut", "gene": "g0"}, labels="kind", seeds=[0])
    assert "g0" in repr(answer) and set(tissue.obs) == {"kind", "squint_token"}
    with pytest.raises(tissuebook.TissuebookError, match="Did you mean gene"):
        tissuebook.perturb(model, tissue, what={"kind": "knockOut", "genes": ["g0"]})


def test_a_result_has_fields_and_a_table(tissue):
    genes = tissuebook.rank_genes(tissue, by="kind")
    assert "g0" in repr(genes)
    assert any(isinstance(value, (list, np.ndarray, pd.DataFrame)) or hasattr(value, "__dict__") for value in vars(genes._fields).values())
    with pytest.raises(AttributeError, match="no field"):
        genes.no_such_field


def test_data_goes_over_in_a_folder_of_ones_own_and_leaves_nothing(tissue):
    tissuebook.spatial_view(tissue, color="kind")
    folder = bridge().folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []


def test_an_interrupt_ends_a_training_and_keeps_what_was_learned(tissue, tmp_path):
    tissue.write_h5ad(tmp_path / "tissue.h5ad")
    program = """
import sys, anndata, tissuebook
tissue = anndata.read_h5ad(sys.argv[1])
model = tissuebook.zoo.create("squint", preset="tiny")
try:
    model.fit(tissue, epochs=100000)
except KeyboardInterrupt:
    print("interrupted", model.trained, "squint_token" in tissue.obs, flush=True)
"""
    child = subprocess.Popen(
        [sys.executable, "-u", "-c", program, str(tmp_path / "tissue.h5ad")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for line in child.stdout:
        if "epoch" in line:
            break
    os.killpg(child.pid, signal.SIGINT)
    said = child.communicate(timeout=60)[0]
    assert "interrupted True True" in said


def test_the_process_ends_with_python_and_a_new_one_starts_after_a_kill(tissue):
    first = bridge()
    first._process.kill()
    first._process.wait()
    tissuebook.spatial_view(tissue, color="kind")
    assert bridge() is not first and not first.folder.exists()
    program = "from tissuebook.bridge import bridge; b = bridge(); print(b._process.pid, b.folder)"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pid, folder = said.split()
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists() and not Path(folder).exists()


def test_nothing_is_loaded_before_it_is_asked_for():
    program = "import sys, tissuebook.cli; print([name for name in ('numpy', 'anndata', 'anywidget') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_a_notebook_of_ipykernel_shows_a_view_and_a_training_that_follows(tissue, tmp_path):
    tissue.write_h5ad(tmp_path / "tissue.h5ad")
    cells = [
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport anndata, tissuebook\ntissue = anndata.read_h5ad('tissue.h5ad')",
        "tissuebook.spatial_view(tissue, color='kind')",
        "model = tissuebook.zoo.create('squint', preset='tiny')\nfit = model.fit(tissue, epochs=3)",
        "sorted(set(tissue.obs['squint_token'].astype(str)))[:2]",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = notebook.cells[1].outputs[0].data
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(shown)
    widget = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
    assert any(state.state.get("_anywidget_id") for state in widget.values())
    curves = [output.data for output in notebook.cells[2].outputs if output.output_type == "display_data"]
    assert len(curves) == 1 and "image/png" in curves[0], json.dumps([list(each) for each in curves])
    assert "'" in notebook.cells[3].outputs[0].data["text/plain"]
