"""The walkthroughs as a test asks for them."""

import json

import nbformat
import pytest
from walkthrough import ROOT, Walkthrough, execute


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """Executes one of our notebooks in the test's own folder: walk("01-tissue-tokens", EPOCHS=3) sets TISSUEBOOK_EPOCHS."""

    def through(name, **variables):
        for variable, value in {"OUT": tmp_path / "out", **variables}.items():
            monkeypatch.setenv(f"TISSUEBOOK_{variable}", str(value))
        notebook = execute(nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4), tmp_path)
        summary = json.loads((tmp_path / "out" / f"{name.split('-', 1)[1]}.summary.json").read_text())
        return Walkthrough({cell.id: cell for cell in notebook.cells}, summary)

    return through
