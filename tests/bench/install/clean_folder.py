"""One pip install on a fresh machine: python tests/bench/install/clean_folder.py --wheels FOLDER [--python python3]

FOLDER is the local index: the wheel and all that it needs, as `tissuebook workshop pack` or `pip download` lays them down. In an empty folder
with a home and a virtual environment of its own, and no program on the path but that environment's (no Node, no compiler), the wheel is
installed and the first walkthrough executed; then once more into a second environment, in a namespace without a network, with what the first
kept in its home. Prints seconds and sizes; ends with code 1 when something does not work. The second needs Linux, and the right to make a namespace.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
# No route leads out of the namespace; programs still talk to each other on the loopback address.
ALONE = [shutil.which("unshare") or "unshare", "--net", "--map-root-user", "/bin/sh", "-c", 'ip link set lo up && export PATH="$OWN_PATH" && exec "$@"', "sh"]


def megabytes(folder):
    """Space on the disk, a file with several names once."""
    seen = {(one.stat().st_dev, one.stat().st_ino): one.stat().st_blocks * 512 for one in folder.rglob("*") if not one.is_symlink() and one.is_file()}
    return sum(seen.values()) / 1e6


def run(command, folder, path, network):
    """Runs a program with nothing of this machine's environment; returns what it printed and the seconds that it took."""
    variables = {"HOME": str(folder / "home"), "PATH": path, "LANG": "C.UTF-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull}
    if network:
        # The way out of a network that has a door of its own.
        variables |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy") or name.startswith(("SSL_CERT", "PIP_CERT", "PIP_INDEX", "NODE_EXTRA_CA"))}
    else:
        variables |= {"PATH": "/usr/sbin:/sbin:/usr/bin:/bin", "OWN_PATH": path}
        command = [*ALONE, *command]
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder / "work", env=variables, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout, time.monotonic() - began


def attempt(name, folder, python, wheels, network):
    environment = folder / name
    programs = str(environment / "bin")
    run([python, "-m", "venv", str(environment)], folder, programs, network)
    empty = megabytes(environment)
    own = environment / "bin" / "python"
    look = "import shutil; print([shutil.which(one) for one in ('node', 'g++', 'clang++', 'c++', 'npm')])"
    found, _ = run([own, "-c", look], folder, programs, network)
    assert set(json.loads(found.replace("None", "null"))) == {None}, found
    _, installing = run([own, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(wheels), "tissuebook"], folder, programs, network)
    size = megabytes(environment) - empty
    shown, _ = run([own, str(HERE / "first_figure.py")], folder, programs, network)
    took = json.loads(shown.strip().splitlines()[-1])
    home = megabytes(folder / "home")
    print(
        f"{name:16} pip install {installing:.0f} s, {size:,.0f} MB; first figure {took['figure']:.1f} s after the kernel's start, "
        f"the whole walkthrough ({took['cells']} cells, {took['figures']} figures) {took['all']:.0f} s; {home:.0f} MB in the home",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    wheels = given.wheels.resolve()
    # The path of the clean folder has no Python on it.
    python = shutil.which(given.python) or given.python
    print(f"{sum(1 for _ in wheels.glob('*.whl'))} wheels, {megabytes(wheels):,.0f} MB", flush=True)
    with tempfile.TemporaryDirectory(prefix="tissuebook-clean-") as place:
        folder = Path(place)
        for part in ("home", "work"):
            (folder / part).mkdir()
        attempt("with-network", folder, python, wheels, network=True)
        shutil.rmtree(folder / "work")
        (folder / "work").mkdir()
        attempt("without-network", folder, python, wheels, network=False)


if __name__ == "__main__":
    main()
