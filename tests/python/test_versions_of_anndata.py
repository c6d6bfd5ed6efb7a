"""What the library writes opens in every version of anndata from 0.8 on, with the same values.

Each version lives in a virtual environment of its own under .cache/anndata (some 15 seconds each, once). The oldest, the
newest and the one at hand are tried; TISSUEBOOK_ANNDATA_VERSIONS=0.9,0.10 tries these, and "all" all. A version is skipped by
name without a network, or without a Python for which it is made.
"""

import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "anndata"
# What each version was made for: later numpy, pandas, scipy and h5py took away what it calls.
VERSIONS = {
    "0.8": (["3.11", "3.10", "3.9", "3.8"], ["anndata==0.8.0", "numpy<1.25", "pandas<2", "scipy<1.12", "h5py<3.12"]),
    "0.9": (["3.11", "3.10", "3.9", "3.8"], ["anndata==0.9.2", "numpy<2", "pandas<2.1", "scipy<1.13", "h5py<3.12"]),
    "0.10": (["3.12", "3.11", "3.10", "3.9"], ["anndata==0.10.9", "numpy<2", "pandas<2.3", "scipy<1.15", "h5py<3.13"]),
    "0.12": (["3.13", "3.12", "3.11"], ["anndata==0.12.19", "pandas<3"]),
    "0.13": (["3.13", "3.12", "3.14"], ["anndata==0.13.4"]),
}
NAMED = os.environ.get("TISSUEBOOK_ANNDATA_VERSIONS", "0.8,0.12,0.13")
CHOSEN = list(VERSIONS) if NAMED == "all" else NAMED.split(",")

# Runs in the other Python: what it finds in the two files.
SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
import anndata, numpy as np, pandas as pd
a, t = (anndata.read_h5ad(path) for path in sys.argv[1:3])
plain = lambda column: [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in column]
print(json.dumps({
    "version": anndata.__version__, "obs": {n: plain(a.obs[n]) for n in a.obs}, "types": {n: str(a.obs[n].dtype) for n in a.obs},
    "ordered": [bool(a.obs[n].cat.ordered) for n in ("type", "level")], "categories": {n: str(a.obs[n].cat.categories.dtype) for n in ("flags", "clusters")},
    "names": [list(a.obs_names), a.obs.index.name, list(a.var_names)], "x": a.X.toarray().tolist(), "layers": sorted(n for n in a.layers if n is not None),
    "cube": list(a.obsm["cube"].shape), "frame": plain(a.obsm["frame"]["u"]), "near": a.obsp["near"].toarray().tolist(), "raw": list(a.raw.shape), "varm": list(a.raw.varm["PCs"].shape),
    "base": float(a.uns["log1p"]["base"]), "ratio": float(a.uns["ratio"]), "many": int(a.uns["many"]), "yes": bool(a.uns["yes"]), "title": str(a.uns["title"]),
    "complex": [str(v) for v in np.asarray(a.uns["complex"])], "words": list(map(str, a.uns["words"])), "records": [list(map(str, r)) for r in a.uns["records"].tolist()],
    "nested": {k: int(v) for k, v in a.uns["nested"].items()}, "table": plain(a.uns["table"]["k"]), "csv": plain(t.obs["type"]),
}))
"""

WANTED = {
    "obs": {
        "type": ["T", None, "B"], "level": ["low", "high", "low"], "flags": [False, True, None], "clusters": [7, 0, 7], "note": ["x", "", "ü/<b>"],
        "missing": ["x", None, "x"], "n": [1, 2, 2**40], "maybe": [1, None, 3], "small": [255, None, 3], "unsigned": [0, 1, 2**32 - 1],
        "id": [1606388400003099905, 1606388400003099906, 1606388400003099907], "half": [0.5, 1, 2], "area": [0.5, None, 2],
        "inside": [True, False, True], "perhaps": [True, None, False], "CD4/CD8": [1.5, 2.5, 3.5],
    },
    "ordered": [False, True],
    "categories": {"flags": "bool", "clusters": "int64"},
    "names": [["a", "b", "c"], "barcode", ["g", "h"]],
    "layers": ["a_b", "counts"],
    "cube": [3, 2, 2], "frame": [1, 2, 3], "near": [[0, 1, 0], [1, 0, 0], [0, 0, 0]], "raw": [3, 2], "varm": [2, 2],
    "base": 2.718281828459045, "ratio": 0.5, "many": 7, "yes": True, "title": "an example", "complex": ["(1+2j)", "(3-1j)"],
    "words": ["a", "b"], "records": [["1", "p"], ["2", "q"]], "nested": {"x_y": 1}, "table": [1], "csv": ["B", None, "B"],
}  # fmt: skip
TYPES = {"n": "int64", "maybe": "Int64", "small": "UInt8", "unsigned": "uint32", "id": "int64", "half": "float16", "area": "float64", "inside": "bool", "perhaps": "boolean", "type": "category"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The files, and what the library says of them."""
    folder = tmp_path_factory.mktemp("written")
    done = subprocess.run(["node", "--import", "tsx", "tests/python/writeExamples.ts", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def python_of(version):
    """A Python with this version of anndata; skips where there is none."""
    pythons, requirements = VERSIONS[version]
    if metadata.version("anndata").startswith(f"{version}."):
        return sys.executable
    place = CACHE / version
    program = place / "bin" / "python"
    made = place / "made.json"
    if made.exists() and json.loads(made.read_text()) == requirements:
        return program
    base = next((found for found in map(interpreter, pythons) if found), None)
    if base is None:
        pytest.skip(f"anndata {version} needs Python {' or '.join(pythons)}")
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([base, "-m", "venv", str(place)], check=True)
    install = subprocess.run([program, "-m", "pip", "install", "-q", *requirements], capture_output=True, text=True, check=False)
    if install.returncode != 0:
        shutil.rmtree(place, ignore_errors=True)
        pytest.skip(f"anndata {version} could not be installed: {install.stderr.strip().splitlines()[-1:]}")
    made.write_text(json.dumps(requirements))
    return program


def interpreter(version):
    """The path of a Python of this version that runs, or None."""
    known = Path.home() / ".pyenv" / "versions"
    places = [*sorted(known.glob(f"{version}.*/bin/python"), reverse=True), shutil.which(f"python{version}")]
    if "%d.%d" % sys.version_info[:2] == version:
        places.insert(0, sys.executable)
    for place in filter(None, places):
        if subprocess.run([place, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode == 0:
            return str(place)
    return None


def test_says_what_cannot_be_written_as_it_is(written):
    notices = "\n".join(written[1])
    assert all(part in notices for part in ("/uns/none is null", '"a/b" under /layers', '"x/y" under /uns/nested'))
    assert len(written[1]) == 3


@pytest.mark.parametrize("version", [version for version in VERSIONS if version in CHOSEN])
def test_opens_what_is_written(written, version):
    folder, _ = written
    files = [str(folder / name) for name in ("example.h5ad", "fromCsv.h5ad")]
    done = subprocess.run([python_of(version), "-c", SCRIPT, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["version"].startswith(f"{version}.")
    assert {key: said[key] for key in WANTED} == WANTED
    assert {key: said["types"][key] for key in TYPES} == TYPES
