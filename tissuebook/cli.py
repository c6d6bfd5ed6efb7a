"""The command `tissuebook`: starts the kernel for Jupyter, and registers it where Jupyter looks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .runtime import LaunchError, environment, kernel_script, node_program

USAGE = """tissuebook kernel install|list|remove [--user | --prefix FOLDER]   register the kernel with Jupyter
tissuebook kernel compile                                         keep what is compiled of it for all users, as on a hub
tissuebook start-kernel --connection-file FILE                    start it (Jupyter calls this)
tissuebook lab [NOTEBOOK]                                         open JupyterLab
tissuebook demo [NAME]                                            put a walkthrough into this folder and open it; without NAME, the first
tissuebook doctor [--json]                                        look at what training needs: GPU, TensorFlow, memory, a training step
tissuebook cache list | clear [NAME...]                           show or remove what is kept: weights, data sets, compiled steps
tissuebook verify NOTEBOOK                                         run it again; say which cell first differs, and by how much
tissuebook workshop [de] | check | pack FOLDER                      three lessons; look whether a laptop will do; pack for no network
tissuebook convert CHECKPOINT OUT [--config FILE | --genes FILE]   turn the weights of CellPLM's or SQUINT's authors into a file to load"""


# What a kernel has taken when it shows its first figure (MB). V8 would guess less, and look for garbage three times on the way where there is next to none.
KERNEL_FLAGS = ["--initial-old-space-size=300"]


def run(arguments: list[str]) -> int:
    """Becomes the program where the system allows it, so that Jupyter's signals reach the kernel itself."""
    if os.name == "posix":
        os.execve(arguments[0], arguments, environment())
    return subprocess.run(arguments, env=environment(), check=False).returncode


def node_command(arguments: list[str]) -> int:
    """Runs the compiled command line, which the npm package has too."""
    return run([node_program(), str(kernel_script().with_name("cli.js")), *arguments])


def kernel_command(arguments: list[str]) -> int:
    """Registration is the kernel's own business; the default prefix is this Python's."""
    given = any(one == "--user" or one.split("=")[0] == "--prefix" for one in arguments)
    if not given:
        arguments = [*arguments, "--prefix", sys.prefix]
    variables = environment()
    for name in ("TISSUEBOOK_PYTHON", "TISSUEBOOK_TENSORFLOW"):
        if arguments[:1] == ["install"] and name in variables:
            arguments = [*arguments, "--env", f"{name}={variables[name]}"]
    return node_command(["kernel", *arguments])


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # Imported where they are called: a kernel starts sooner without them.
    try:
        match arguments:
            case ["kernel", *rest] if rest[:1] and rest[0] in ("install", "list", "remove"):
                return kernel_command(rest)
            case ["kernel", "compile"]:
                return run([node_program(), *KERNEL_FLAGS, str(kernel_script().with_name("cli.js")), "kernel", "compile"])
            case ["start-kernel", *rest]:
                return run([node_program(), *KERNEL_FLAGS, str(kernel_script()), *rest])
            case ["doctor" | "cache" as command, *rest]:
                return node_command([command, *rest])
            case ["lab", *rest]:
                return run([sys.executable, "-m", "jupyterlab", *rest])
            case ["demo", *rest] if len(rest) <= 1:
                from . import demo

                return run([sys.executable, "-m", "jupyterlab", str(demo.take(rest[0] if rest else ""))])
            case ["verify", notebook]:
                from . import verify

                return verify.verify(Path(notebook))
            case ["workshop", *rest]:
                from . import workshop

                return workshop.main(rest)
            case ["convert", *rest]:
                from . import convert

                return convert.main(rest)
            case _:
                print(USAGE)
                return 0 if arguments in ([], ["--help"]) else 2
    except LaunchError as error:
        print(f"tissuebook: {error}", file=sys.stderr)
        return 1
