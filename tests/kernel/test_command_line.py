"""What `tissuebook` does in a terminal: Node's command, and Python's, which finds Node and hands over to it."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from conftest import ROOT


def command_line(*arguments, **options):
    command = ["node", str(ROOT / "dist" / "kernel" / "cli.js"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, **options)


def cli(*arguments, **options):
    return command_line("kernel", *arguments, **options)


def test_kernelspec_is_installed_listed_and_removed(tmp_path):
    assert cli("install", "--prefix", str(tmp_path), "--env", "A=1", "--env", "B=x=y").returncode == 0
    folder = tmp_path / "share" / "jupyter" / "kernels" / "tissuebook"
    spec = json.loads((folder / "kernel.json").read_text())
    assert spec["env"] == {"A": "1", "B": "x=y"}
    assert spec["language"] == "typescript" and spec["interrupt_mode"] == "message"
    assert all(os.path.isabs(one) and os.path.exists(one) for one in spec["argv"][:2])
    assert (folder / "logo-64x64.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "logo-svg.svg").read_text().startswith("<svg")
    assert str(folder) in cli("list", "--prefix", str(tmp_path)).stdout
    assert cli("remove", "--prefix", str(tmp_path)).returncode == 0
    assert not folder.exists()


def test_kernelspec_for_the_user(tmp_path):
    assert cli("install", "--user", env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path)}).returncode == 0
    assert (tmp_path / "kernels" / "tissuebook" / "kernel.json").exists()


def test_command_line_says_what_is_wrong():
    for arguments in [("fly",), ("install", "--env", "novalue"), ("install", "--user", "--prefix", "x"), ("install", "--nope")]:
        result = cli(*arguments)
        assert result.returncode == 2 and "Usage" in result.stderr, arguments


def test_the_python_command_installs_lists_and_removes_where_its_python_is(tmp_path):
    """The default place is the environment of the Python that runs it, here one made for the test."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    variables = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "JUPYTER_PATH", "TISSUEBOOK_TENSORFLOW")}

    def tissuebook(*arguments):
        command = [str(python), "-m", "tissuebook", "kernel", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env={**variables, "PYTHONPATH": str(ROOT)})

    folder = tmp_path / "env" / "share" / "jupyter" / "kernels" / "tissuebook"
    assert tissuebook("install").returncode == 0
    assert json.loads((folder / "kernel.json").read_text())["env"]["TISSUEBOOK_PYTHON"] == str(python)
    assert str(folder) in tissuebook("list").stdout
    assert tissuebook("remove").stdout == "Removed.\n"
    assert not folder.exists()


def python_command(*arguments, **variables):
    command = [sys.executable, "-m", "tissuebook", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), **variables})


@pytest.mark.parametrize("command", [command_line, python_command])
def test_doctor_says_whether_this_machine_can_train(command):
    """It takes a training step itself, on whichever provider works here."""
    examined = command("doctor", "--json")
    findings = {one["subject"]: one for one in json.loads(examined.stdout)}
    assert list(findings) == ["node", "provider", "gpu", "memory", "training step"]
    assert findings["training step"]["state"] in ("good", "slow"), findings
    assert "loss falls" in findings["training step"]["found"]
    assert examined.returncode == 0, examined.stderr


def test_doctor_fails_when_training_does():
    """A provider that this machine cannot have is wrong, and a script that asks the doctor must see it."""
    examined = python_command("doctor", TISSUEBOOK_PROVIDER="tensorflow", TISSUEBOOK_TENSORFLOW="/nowhere")
    assert examined.returncode == 1, examined.stdout
    assert any(line.startswith("wrong") for line in examined.stdout.splitlines())


def test_doctor_refuses_what_it_does_not_know():
    result = python_command("doctor", "--jsn")
    assert result.returncode == 2 and "--jsn" in result.stderr


def test_what_was_fetched_is_listed_and_removed(tmp_path):
    """By Node's command and by Python's."""
    (tmp_path / "datasets").mkdir()
    kept = tmp_path / "datasets" / "pbmc68k-e71d41e737c9.h5ad"
    kept.write_bytes(bytes(1500))
    variables = {**os.environ, "TISSUEBOOK_CACHE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    assert "1 file, 1.5 kB\n  pbmc68k (data set): 1.5 kB" in command_line("cache", "list", env=variables).stdout
    wrong = command_line("cache", "clear", "pbmc", env=variables)
    assert wrong.returncode == 1 and "It has: pbmc68k." in wrong.stderr and kept.exists()
    for arguments in [(), ("drop",), ("list", "pbmc68k")]:
        assert command_line("cache", *arguments, env=variables).returncode == 2, arguments
    python = [sys.executable, "-m", "tissuebook", "cache", "clear", "pbmc68k"]
    assert "Removed 1 file, 1.5 kB." in subprocess.run(python, capture_output=True, text=True, env=variables).stdout
    assert not kept.exists()


def test_what_is_compiled_for_all_is_used_by_a_user_without_a_cache(tmp_path):
    if int(subprocess.run(["node", "--version"], capture_output=True, text=True).stdout[1:].split(".")[0]) < 22:
        pytest.skip("this Node keeps nothing")
    package = tmp_path / "package"
    shutil.copytree(ROOT / "dist", package / "dist")
    shutil.copy(ROOT / "package.json", package)
    (package / "node_modules").symlink_to(ROOT / "node_modules")
    kept = subprocess.run(["node", str(package / "dist/kernel/cli.js"), "kernel", "compile"], capture_output=True, text=True)
    assert kept.returncode == 0, kept.stderr
    (folder,) = (package / "compiled").iterdir()
    assert len(list(folder.iterdir())) > 1000
    program = f"require('{package}/dist/kernel/compiledModules.js'); require('{package}/dist/src/index.js')"
    user = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NODE_DEBUG_NATIVE": "COMPILE_CACHE"}
    log = subprocess.run(["node", "-e", program], capture_output=True, text=True, env=user).stderr
    assert log.count("was accepted") > 1000 and "no such file" not in log
