"""What a user gets from pip: the wheel alone must bring a kernel that runs and an extension that JupyterLab finds."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[2]
READY = 120

# The library is there, and an engine that trains: whichever provider this machine lets it have.
CELL = """
import { startEngine, zoo } from 'tissuebook';
const { provider, memory } = await startEngine();
zoo.list().includes('squint') && ['tensorflow', 'wasm'].includes(provider) && memory.processBytes > 0
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, built here and unpacked by pip into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    script = ["--import", "tsx", str(ROOT / "scripts" / "wheel.ts"), "--out", str(folder)]
    subprocess.run([shutil.which("node"), *script], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*pip, str(wheel)], check=True)
    return target


def test_the_wheel_brings_the_extension(installed):
    package = installed / "share/jupyter/labextensions/tissuebook-lab/package.json"
    described = json.loads(package.read_text())
    assert described["name"] == "tissuebook-lab"
    entry = described["jupyterlab"]["_build"]["load"]
    assert (package.parent / entry).is_file()


def test_its_kernel_runs_a_cell_that_uses_the_library(installed, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(installed))
    specs = KernelSpecManager(kernel_dirs=[str(installed / "share/jupyter/kernels")], ensure_native_kernel=False)
    manager = KernelManager(kernel_name="tissuebook", kernel_spec_manager=specs)
    assert manager.kernel_spec.argv[0] == "python"
    manager.start_kernel(cwd=str(tmp_path), env={**os.environ, "PYTHONPATH": str(installed)})
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=READY)
        outputs = []
        reply = client.execute_interactive(
            CELL,
            timeout=READY,
            output_hook=outputs.append,
        )
        shown = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        assert reply["content"]["status"] == "ok", reply["content"]
        assert shown == ["true"], shown
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_launcher_says_what_is_missing(installed, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(installed), "PATH": str(tmp_path), "TISSUEBOOK_NODE": ""}
    started = subprocess.run(
        [sys.executable, "-m", "tissuebook", "kernel", "list"], env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    assert "Node 20 or newer is needed" in started.stderr


def test_the_doctor_trains_with_what_the_wheel_brought(installed, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    examined = subprocess.run(
        [sys.executable, "-m", "tissuebook", "doctor", "--json"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert examined.returncode == 0, examined.stderr
    findings = {one["subject"]: one for one in json.loads(examined.stdout)}
    assert "loss falls" in findings["training step"]["found"]


def test_the_npm_package_registers_its_own_kernel(tmp_path):
    """What `npx tissuebook kernel install` runs, from the archive that npm would publish."""
    npm = [shutil.which("npm"), "pack", "--silent", "--ignore-scripts", "--pack-destination", str(tmp_path)]
    subprocess.run(npm, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (archive,) = tmp_path.glob("*.tgz")
    shutil.unpack_archive(archive, tmp_path)
    package = tmp_path / "package"
    command = package / json.loads((package / "package.json").read_text())["bin"]["tissuebook"]
    assert command.read_text().startswith("#!/usr/bin/env node\n")
    subprocess.run([shutil.which("node"), str(command), "kernel", "install", "--prefix", str(tmp_path / "env")], check=True)
    spec = json.loads((tmp_path / "env/share/jupyter/kernels/tissuebook/kernel.json").read_text())
    assert spec["argv"][1] == str(package / "dist/kernel/main.js") and os.path.isfile(spec["argv"][1])
