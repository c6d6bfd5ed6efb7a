"""A kernelspec of the built kernel in a folder of its own, and clients that speak to kernels started from it."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC_FOLDER = tempfile.TemporaryDirectory(prefix="tissuebook-spec-")
DATA_FOLDER = tempfile.TemporaryDirectory(prefix="tissuebook-data-")

# Before jupyter_client reads them: only the kernel under test, and a history that is nobody's.
os.environ["JUPYTER_PATH"] = str(Path(SPEC_FOLDER.name) / "share" / "jupyter")
os.environ["JUPYTER_DATA_DIR"] = DATA_FOLDER.name

from kernel_client import Kernel  # noqa: E402


def pytest_configure(config):
    cli = ROOT / "dist" / "kernel" / "cli.js"
    if not cli.exists():
        pytest.exit(f"{cli} is missing: build first (npm run build)", returncode=2)
    subprocess.run(["node", str(cli), "kernel", "install", "--prefix", SPEC_FOLDER.name], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def kernel(folder):
    """One kernel for the tests of a file that leave it in order."""
    with Kernel(cwd=str(folder)) as one:
        yield one


@pytest.fixture
def fresh(tmp_path):
    """A kernel for one test."""
    with Kernel(cwd=str(tmp_path)) as one:
        yield one


@pytest.fixture
def start():
    """Starts further kernels, which end with the test."""
    kernels = []

    def make(**options):
        kernels.append(Kernel(**options).__enter__())
        return kernels[-1]

    yield make
    for one in kernels:
        one.__exit__(None, None, None)


def wait_until(condition, timeout=20.0):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
