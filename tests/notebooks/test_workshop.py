"""The lessons of the workshop run with their solutions, every check passes, and a lesson goes on where a closed laptop left it."""

import json

import nbformat
import pytest
from walkthrough import ROOT, execute

WORKSHOP = ROOT / "notebooks" / "workshop"
LESSONS = ["1-look-at-a-tissue", "2-learn-its-tokens", "3-ask-what-if"]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name, value in {"OUT": tmp_path / "work", "EPOCHS": 3, "RUNS": 2}.items():
        monkeypatch.setenv(f"TISSUEBOOK_WORKSHOP_{name}", str(value))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_exercise_of_a_lesson_can_be_solved(lesson, settings, tmp_path):
    path = WORKSHOP / "solutions" / f"{lesson}.ipynb"
    notebook = execute(nbformat.read(path, 4), path.parent)
    shown = [output.data["text/plain"] for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    said = [text for text in shown if text[:2] in ("1.", "2.", "3.")]
    # What three epochs learn may answer few questions, but a check that knows the right answer says so of each.
    assert [text[:5] for text in said] == [f"{lesson[0]}.{number} ✓" for number in range(1, 6)], said
    assert json.loads((tmp_path / "work" / "solved.json").read_text()) == [f"{lesson[0]}.{number}" for number in range(1, 6)]
    assert any("All exercises of this lesson" in text for text in shown)


def test_a_lesson_is_read_in_german_and_says_what_was_solved_before(settings, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "solved.json").write_text('["1.1"]')
    path = WORKSHOP / "de" / f"{LESSONS[0]}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("load", "end")]
    execute(notebook, path.parent)
    load, end = notebook.cells
    assert "Willkommen zurück. Schon gelöst: 1.1." in load.outputs[0].text
    assert end.outputs[0].data["text/plain"] == "Noch offen: 1.2, 1.3, 1.4, 1.5. Sie können jederzeit darauf zurückkommen."
