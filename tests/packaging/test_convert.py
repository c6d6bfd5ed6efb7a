"""`tissuebook convert`: reads the weights of SQUINT's and CellPLM's authors, and never runs what a file brings along.

The tests with a checkpoint need PyTorch and safetensors: in this Python, or in the one that TISSUEBOOK_TORCH names.
"""

import json
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tissuebook import convert

ROOT = Path(__file__).parents[2]
PYTHON = os.environ.get("TISSUEBOOK_TORCH", sys.executable)
HAS_TORCH = subprocess.run([PYTHON, "-c", "import torch, safetensors"], capture_output=True, check=False).returncode == 0
needs_torch = pytest.mark.skipif(not HAS_TORCH, reason="needs torch and safetensors (TISSUEBOOK_TORCH names a Python)")

# A checkpoint of the plain variant with 3 genes, hidden 4, dim 2, 5 codes, decoders of other widths; CHANGE may alter it.
CHECKPOINT = """
import sys, torch
sys.path.insert(0, sys.argv[3])
from tissuebook.convert import layout
shapes = layout(3, 4, 2, 5, 1, 0, {"attributes": [7, 3], "adjacency": [6, 5, 9]}) | {"predictor.weight": (3, 2)}
weights = {name: torch.rand(shape) for name, shape in shapes.items()}
exec(sys.argv[2])
torch.save({"state_dict": weights, "epoch": 1}, sys.argv[1])
"""


def write_checkpoint(path, change=""):
    subprocess.run([PYTHON, "-c", CHECKPOINT, str(path), change, str(ROOT)], check=True)


class Touch:
    """Unpickling this makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def run(*arguments):
    return subprocess.run(
        [PYTHON, "-m", "tissuebook", "convert", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def genes(tmp_path):
    path = tmp_path / "genes.txt"
    path.write_text("Actb\nGad1\n\nSst\n")
    return path


@pytest.fixture
def checkpoint(tmp_path):
    path = tmp_path / "squint.ckpt"
    write_checkpoint(path)
    return path


def card_of(path):
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    return json.loads(header["__metadata__"]["card"]), header


@needs_torch
def test_writes_numbers_and_a_card(tmp_path, genes, checkpoint):
    out = tmp_path / "out.safetensors"
    done = run(checkpoint, out, "--genes", genes)
    assert done.returncode == 0, done.stderr
    card, header = card_of(out)
    assert card["features"] == ["Actb", "Gad1", "Sst"]
    assert card["config"]["layout"] == "official-plain" and card["config"]["codes"] == 5
    assert card["converted"]["left_out"] == ["predictor.weight"]
    assert header["network.encoder.mlp_module.lins.0.weight"]["shape"] == [4, 3]
    assert "network.predictor.weight" not in header
    assert card["decoder"] == {"attributes": [7, 3], "adjacency": [6, 5, 9]}


OTHERS = {
    "a deeper encoder": ('weights["encoder.mlp_module.lins.2.weight"] = torch.rand(2, 2)', "has besides encoder.mlp_module.lins.2.weight"),
    "a second graph layer": ('weights["encoder.gnn_module.convs.1.lin_l.weight"] = torch.rand(2, 2)', "has besides encoder.gnn_module.convs.1"),
    "no norm": ('del weights["adjacency_decoder.norms.1.bias"]', "lacks adjacency_decoder.norms.1.bias"),
    "another shape": ('weights["dispersion"] = torch.rand(4)', "has dispersion (4,) instead of (3,)"),
    "a decoder of other genes": ('weights["attribute_decoder.mlp_module.lins.1.weight"] = torch.rand(8, 7)', "its decoder says 8 values of 3 genes"),
    "no decoder": ('[weights.pop(n) for n in list(weights) if n.startswith("attribute")]', 'lacks "attribute_decoder.mlp_module.lins.0.weight"'),
    "an odd codebook": ('weights["encoder.vq._codebook.embed"] = torch.rand(5, 2)', "has 2 dimensions, 3 are read"),
    "too many codes": ('weights["encoder.vq._codebook.embed"] = torch.rand(1, 65537, 2)', "codes 65537, at most 65536"),
    "no number": ('weights["dispersion"][1] = float("nan")', "no numbers: dispersion"),
    "two books": ('weights["cell_encoder.vq.x"] = torch.rand(1); del weights["encoder.vq._codebook.embed"]', "not of the single-codebook model"),
}


@needs_torch
@pytest.mark.parametrize("change, words", OTHERS.values(), ids=OTHERS.keys())
def test_refuses_another_network_with_the_reason(tmp_path, genes, change, words):
    path, out = tmp_path / "other.ckpt", tmp_path / "out.safetensors"
    write_checkpoint(path, change)
    done = run(path, out, "--genes", genes)
    assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert not out.exists()


@needs_torch
@pytest.mark.parametrize("inside", ["zip", "bare"])
def test_refuses_a_pickle_that_brings_a_program(tmp_path, genes, inside):
    touched, bad, out = (tmp_path / name for name in ("touched", "bad.ckpt", "out.safetensors"))
    content = pickle.dumps({"state_dict": {"weight": Touch(touched)}}, protocol=2)
    pickle.loads(content)
    assert touched.exists(), "the program runs where a file is trusted"
    touched.unlink()
    if inside == "bare":
        bad.write_bytes(content)
    else:
        with zipfile.ZipFile(bad, "w") as archive:
            archive.writestr("archive/data.pkl", content)
            archive.writestr("archive/version", "3")
            archive.writestr("archive/byteorder", "little")
    done = run(bad, out, "--genes", genes)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "holds more than numbers" in done.stderr
    assert not touched.exists() and not out.exists()


@needs_torch
def test_says_what_does_not_fit_and_writes_nothing(tmp_path, genes, checkpoint):
    out, few, text = (tmp_path / name for name in ("out.safetensors", "few.txt", "text.ckpt"))
    few.write_text("Actb\n")
    text.write_text("not a checkpoint")
    for arguments, words in [
        ((checkpoint, out, "--genes", few), "the checkpoint has 3 genes, the list of genes has 1"),
        ((tmp_path / "none", out, "--genes", genes), "there is no file"),
        ((text, out, "--genes", genes), "text.ckpt"),
        ((checkpoint, out, "--genes", tmp_path / "none"), "there is no list of genes"),
    ]:
        done = run(*arguments)
        assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.glob("out.*"))


def test_asks_for_what_is_missing_by_name(monkeypatch, tmp_path, genes, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert convert.main([str(tmp_path / "a.ckpt"), str(tmp_path / "b"), "--genes", str(genes)]) == 1
    assert 'this command needs torch: pip install "torch>=2.6" safetensors' in capsys.readouterr().err


# A checkpoint of CellPLM with 3 genes, width 4, latent 2: only the names and shapes that are looked at.
CELLPLM = """
import sys, torch
shapes = {"embedder.feat_enc.emb": (3, 4), "embedder.pe_enc.pe_enc.weight": (9, 4), "encoder.layers.0.norm1.weight": (4,),
          "latent.layers.1.hid_2mu.weight": (2, 4), "decoder.layers.0.0.weight": (4, 2),
          "decoder.covariate_layers.0.batch.0.weight": (7, 4), "decoder.out_layer.dec_1.weight": (128, 4)}
torch.save({"model_state_dict": {name: torch.rand(shape) for name, shape in shapes.items()}, "epoch": 1}, sys.argv[1])
"""


@pytest.fixture
def cellplm(tmp_path):
    path = tmp_path / "2023_85M.best.ckpt"
    subprocess.run([PYTHON, "-c", CELLPLM, str(path)], check=True)
    return path


def configure(tmp_path, **config):
    (tmp_path / "2023_85M.config.json").write_text(json.dumps({"gene_list": ["ENSG1", "ENSG2", "ENSG3"], "enc_head": 2, **config}))


@needs_torch
def test_writes_cellplm_with_the_genes_of_the_configuration_beside_it(tmp_path, cellplm):
    configure(tmp_path)
    out = tmp_path / "cellplm.safetensors"
    done = run(cellplm, out)
    assert done.returncode == 0, done.stderr
    card, header = card_of(out)
    assert card["model"] == "cellplm" and card["features"] == ["ENSG1", "ENSG2", "ENSG3"]
    assert card["config"] == {
        **{"preset": "official", "width": 4, "heads": 2, "layers": 1, "latentKind": "normal", "latent": 2},
        **{"decoderLayers": 2, "decoderWidth": 4},
    }
    assert card["covariates"] == {"batches": 7, "datasets": 0}
    assert card["converted"]["left_out"] == ["embedder.pe_enc.pe_enc.weight"]
    assert header["network.embedder.feat_enc.emb"]["shape"] == [3, 4]


@needs_torch
def test_says_what_does_not_fit_of_cellplm(tmp_path, cellplm, checkpoint):
    out = tmp_path / "out.safetensors"
    done = run(cellplm, out)
    assert done.returncode == 1 and "there is no configuration" in done.stderr and "--config" in done.stderr
    for config, words in [
        ({"gene_list": ["ENSG1"]}, "the checkpoint has 3 genes, the configuration names 1"),
        ({"gene_list": ["ENSG1", "ENSG1", "ENSG2"]}, "a gene occurs twice"),
        ({"gene_list": 3}, "no list of gene names"),
        ({"enc_head": 3}, "3 heads (enc_head), which do not divide the width 4"),
    ]:
        configure(tmp_path, **config)
        done = run(cellplm, out)
        assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr
    (tmp_path / "2023_85M.config.json").write_text("{")
    assert "is not JSON" in run(cellplm, out).stderr
    assert "name the list of genes: --genes" in run(checkpoint, out).stderr
    assert not out.exists()
