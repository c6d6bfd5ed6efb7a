"""The workshop: puts its lessons into a folder, looks whether a laptop will do, and packs a folder for laptops without a network."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .runtime import PACKAGE, LaunchError, environment, kernel_script, node_program

USAGE = """tissuebook workshop [de]                                          put the lessons into this folder and open the first
tissuebook workshop check [--seconds N]                           look whether this machine will do: disk, memory, a short training
tissuebook workshop pack FOLDER [--platform TAG]... [--wheels FOLDER]
                                                                  make a folder that sets laptops up without a network"""

FIRST = "1-look-at-a-tissue.ipynb"
DATA = "cycif-tumour.h5ad"
# Ours: what a kernel that trains takes, and how many steps each of the trainings of lesson 2 has.
MEMORY_GB = 3.0
STEPS = 2000
SLOW_MINUTES = 10
OLDEST_PYTHON = (3, 10)


def lessons() -> Path:
    """The folder of the lessons: that of the installed package, or of the checkout that this file belongs to."""
    for folder in (PACKAGE.parent / "notebooks" / "workshop", PACKAGE / "notebooks" / "workshop"):
        if (folder / FIRST).is_file():
            return folder
    raise LaunchError("The lessons are missing; reinstall tissuebook.")


def copy_lessons(target: Path) -> None:
    """Copies the lessons; what a reader has changed or learned there already is kept."""
    source = lessons()
    for file in sorted(source.rglob("*")):
        inside = file.relative_to(source)
        if file.is_dir() or inside.parts[0] == "source" or "my-work" in inside.parts or any(part.startswith(".") for part in inside.parts):
            continue
        place = target / inside
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)


def start(language: str, folder: Path | None = None) -> Path:
    """Puts the lessons into a folder below the current one; gives the first one in a language."""
    target = (folder or Path.cwd()) / "workshop"
    try:
        copy_lessons(target)
    except OSError as error:
        raise LaunchError(f"{target} could not be written ({error.strerror}): go to a folder of your own.") from error
    first = target / FIRST if language == "en" else target / language / FIRST
    if not first.is_file():
        raise LaunchError(f'There are no lessons in "{language}", only in English and in de.')
    return first


def node_answer(*arguments: str) -> dict:
    """What one of the library's programs prints as JSON."""
    script = kernel_script().parents[1].joinpath(*arguments[0].split("/"))
    done = subprocess.run([node_program(), str(script), *arguments[1:]], env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LaunchError(f"{arguments[0]} failed:\n{done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def memory_gb() -> float | None:
    """Memory that programs can have now; None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            values = dict(line.split(":", 1) for line in lines)
        return int(values["MemAvailable"].split()[0]) / 1e6
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return None


def check(seconds: float = 20) -> int:
    """Prints what the lessons need and what is here; 1 when something is missing."""
    wrong = 0

    def line(fine: bool, subject: str, found: str, advice: str = "") -> None:
        nonlocal wrong
        wrong += not fine
        print(f"{'ok' if fine else 'wrong':5} {subject:10} {found}" + (f"\n{' ' * 17}{advice}" if not fine and advice else ""))

    line(sys.version_info >= OLDEST_PYTHON, "Python", platform.python_version(), "Python 3.10 or newer is needed.")
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    line(free >= 1, "disk", f"{free:.1f} GB free in this folder", "1 GB is needed for what the lessons keep.")
    memory = memory_gb()
    if memory is None:
        line(True, "memory", "this system does not say how much")
    else:
        line(memory >= MEMORY_GB, "memory", f"{memory:.1f} GB", f"{MEMORY_GB:.0f} GB are needed: close other programs.")
    try:
        line(True, "Node", subprocess.run([node_program(), "--version"], capture_output=True, text=True, check=True).stdout.strip())
        trial = node_answer("src/lab/trial/main.js", str(seconds))
    except LaunchError as error:
        line(False, "training", str(error))
        return 1
    minutes = STEPS / trial["stepsPerSecond"] / 60
    line(
        minutes <= SLOW_MINUTES,
        "training",
        f"{trial['stepsPerSecond']:.0f} steps/s with {trial['provider']}, {trial['peakBytes'] / 1e9:.1f} GB; a training of lesson 2 takes {spoken(minutes)} here",
        "That is long for a lesson: begin the training before it, or share a faster machine.",
    )
    print("This machine will do." if wrong == 0 else "This machine will not do as it is.")
    return 1 if wrong else 0


def spoken(minutes: float) -> str:
    return f"{60 * minutes:.0f} seconds" if minutes < 2 else f"{minutes:.0f} minutes"


SETUP_SH = """#!/bin/sh
# Sets the workshop up in this folder, without a network, and looks whether this machine will do.
set -e
cd "$(dirname "$0")"
PYTHON="${PYTHON:-python3}"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Python 3.10 or newer is needed; PYTHON=/path/to/python names one."; exit 1; }
[ -x .venv/bin/tissuebook ] || { "$PYTHON" -m venv .venv && .venv/bin/python -m pip install --no-index --find-links wheels tissuebook; }
.venv/bin/tissuebook workshop check
"""
START_SH = """#!/bin/sh
# Opens the first lesson; sets the workshop up first where that has not been done. START=de opens the German one.
set -e
cd "$(dirname "$0")"
[ -x .venv/bin/tissuebook ] || sh setup.sh
TISSUEBOOK_WORKSHOP_DATA="$PWD/data/cycif-tumour.h5ad" exec .venv/bin/tissuebook workshop ${START:-en}
"""
SETUP_BAT = """@echo off
rem Sets the workshop up in this folder, without a network, and looks whether this machine will do.
cd /d "%~dp0"
if not exist .venv\\Scripts\\tissuebook.exe (
  py -3 -m venv .venv || exit /b 1
  .venv\\Scripts\\python -m pip install --no-index --find-links wheels tissuebook || exit /b 1
)
.venv\\Scripts\\tissuebook workshop check
pause
"""
START_BAT = """@echo off
rem Opens the first lesson; sets the workshop up first where that has not been done.
cd /d "%~dp0"
if not exist .venv\\Scripts\\tissuebook.exe call setup.bat
set TISSUEBOOK_WORKSHOP_DATA=%~dp0data\\cycif-tumour.h5ad
.venv\\Scripts\\tissuebook workshop
"""
README = """This folder sets a laptop up for the Tissuebook workshop, without a network.

Linux, macOS   sh setup.sh      then   sh start.sh
Windows        setup.bat        then   start.bat

The laptop needs Python 3.10 or newer ({versions}). Copy the whole folder to the laptop first: it writes .venv and workshop into it.
Packed for: {platforms}.
"""


def pack(folder: Path, platforms: list[str], wheels: Path | None, python_versions: list[str]) -> None:
    """Makes the folder. `wheels` holds tissuebook's own, where it does not come from the package index."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise LaunchError(f"{folder} is not empty: name a new folder.")
    print("data ...", flush=True)
    (folder / "data").mkdir()
    node_answer("src/lab/trial/writeDataset.js", "cycif-tumour", str(folder / "data" / DATA))
    version = importlib.metadata.version("tissuebook") if wheels is None else None
    wanted = f"tissuebook=={version}" if version else "tissuebook"
    find = [] if wheels is None else ["--find-links", str(wheels)]
    for tag in platforms or [None]:
        for python in python_versions if tag else [None]:
            print(f"packages for {tag or 'this machine'}{f', Python {python}' if python else ''} ...", flush=True)
            foreign = [] if tag is None else ["--platform", tag, "--python-version", python, "--only-binary", ":all:"]
            download = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder / "wheels"), *find, *foreign, wanted]
            if subprocess.run(download, check=False).returncode != 0:
                raise LaunchError("The packages could not all be had; pip says above what is missing.")
    for name, text in {"setup.sh": SETUP_SH, "start.sh": START_SH, "setup.bat": SETUP_BAT, "start.bat": START_BAT}.items():
        (folder / name).write_text(text.replace("\n", "\r\n") if name.endswith(".bat") else text, newline="")
    made = ", ".join(platforms) or platform.platform()
    versions = ", ".join(python_versions) if platforms else f"{sys.version_info[0]}.{sys.version_info[1]}"
    (folder / "README.txt").write_text(README.format(platforms=made, versions=f"packed for {versions}"))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {size / 1e9:.1f} GB. On a laptop: sh setup.sh, then sh start.sh (Windows: the .bat of the same names).")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["check", *rest]:
            parser = argparse.ArgumentParser(prog="tissuebook workshop check")
            parser.add_argument("--seconds", type=float, default=20)
            return check(parser.parse_args(rest).seconds)
        case ["pack", *rest]:
            parser = argparse.ArgumentParser(prog="tissuebook workshop pack")
            parser.add_argument("folder", type=Path)
            parser.add_argument("--platform", action="append", default=[], help="pip's name of another system: manylinux_2_28_x86_64")
            parser.add_argument("--python", action="append", default=[], help="a version of Python on the laptops: 3.12")
            parser.add_argument("--wheels", type=Path, help="a folder with tissuebook's own wheel")
            given = parser.parse_args(rest)
            usual = f"{sys.version_info[0]}.{sys.version_info[1]}"
            pack(given.folder, given.platform, given.wheels, given.python or [usual])
            return 0
        case [] | [("en" | "de")]:
            first = start(arguments[0] if arguments else "en")
            return subprocess.run([sys.executable, "-m", "jupyterlab", str(first)], env=environment(), check=False).returncode
        case _:
            print(USAGE)
            return 2
