"""The workshop's command: lessons into a folder, a look at the machine, and a folder that sets laptops up without a network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tissuebook import workshop  # noqa: E402
from tissuebook.runtime import LaunchError  # noqa: E402


def test_the_lessons_are_copied_without_their_solutions_being_opened_and_what_was_done_stays(tmp_path):
    first = workshop.start("en", tmp_path)
    assert first == tmp_path / "workshop" / "1-look-at-a-tissue.ipynb" and first.is_file()
    assert (tmp_path / "workshop" / "exercises.ts").is_file() and (tmp_path / "workshop" / "solutions").is_dir()
    assert not (tmp_path / "workshop" / "source").exists()
    first.write_text("mine")
    assert workshop.start("de", tmp_path).parent.name == "de"
    assert first.read_text() == "mine"


def test_a_language_without_lessons_is_said(tmp_path):
    with pytest.raises(LaunchError, match='no lessons in "fr"'):
        workshop.start("fr", tmp_path)


def test_a_machine_is_looked_at_with_a_training(capsys):
    assert workshop.check(seconds=1) == 0
    said = capsys.readouterr().out
    assert "steps/s with" in said and "This machine will do." in said


def test_a_machine_that_is_too_small_or_too_slow_is_said(capsys, monkeypatch):
    monkeypatch.setattr(workshop, "memory_gb", lambda: 1.0)
    monkeypatch.setattr(workshop, "node_answer", lambda *_: {"stepsPerSecond": 0.5, "provider": "wasm", "peakBytes": 1e9})
    assert workshop.check() == 1
    said = capsys.readouterr().out
    assert "3 GB are needed: close other programs." in said and "takes 67 minutes here" in said and "will not do" in said


def test_a_folder_that_holds_something_is_not_packed_into(tmp_path):
    (tmp_path / "mine").write_text("")
    with pytest.raises(LaunchError, match="not empty"):
        workshop.pack(tmp_path, [], None, ["3.11"])


@pytest.mark.skipif(not os.environ.get("TISSUEBOOK_TEST_PACK"), reason="fetches 1 GB (TISSUEBOOK_TEST_PACK=1 asks for it)")
def test_a_packed_folder_is_set_up_and_its_lessons_run_without_a_network(tmp_path):
    wheels = tmp_path / "wheels"
    subprocess.run([shutil.which("node"), "--import", "tsx", str(ROOT / "scripts" / "wheel.ts"), "--out", str(wheels)], cwd=ROOT, check=True)
    packed = tmp_path / "packed"
    workshop.pack(packed, [], wheels, ["3.11"])
    home = tmp_path / "home"
    home.mkdir()
    # No route leads out of this namespace: what is not in the folder cannot be had.
    alone = ["unshare", "--net", "--map-root-user", "sh", "-c"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHON": sys.executable, "TISSUEBOOK_WORKSHOP_DATA": str(packed / "data" / workshop.DATA)}
    environment |= {"TISSUEBOOK_WORKSHOP_OUT": str(tmp_path / "work"), "TISSUEBOOK_WORKSHOP_EPOCHS": "3", "TISSUEBOOK_WORKSHOP_RUNS": "2"}
    steps = "ip link set lo up; sh setup.sh && .venv/bin/python -c 'from tissuebook import workshop; print(workshop.start(\"en\"))' && "
    steps += "cd workshop/solutions && ../../.venv/bin/jupyter execute *.ipynb"
    subprocess.run([*alone, steps], cwd=packed, env=environment, check=True)
    assert len(json.loads((tmp_path / "work" / "solved.json").read_text())) == 15
