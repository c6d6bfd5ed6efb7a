"""This kernel beside stock tslab and ipykernel, in one run: .venv/bin/python tests/bench/kernel/side_by_side.py

Rounds alternate between the kernels, so that whatever else the machine does meets all of them alike.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = tempfile.mkdtemp(prefix="tissuebook-bench-")
os.environ["JUPYTER_PATH"] = f"{FOLDER}/share/jupyter"
os.environ["JUPYTER_DATA_DIR"] = f"{FOLDER}/data"
sys.path.insert(0, str(ROOT / "tests" / "kernel"))

from kernel_client import Kernel  # noqa: E402

ROUNDS = 3
CELLS = 40

LANGUAGES = {
    "tissuebook": {"trivial": "1 + {}", "prints": "for (let i = 0; i < {}; i++) console.log(i)", "complete": "Math.sq"},
    "tslab": {"trivial": "1 + {}", "prints": "for (let i = 0; i < {}; i++) console.log(i)", "complete": "Math.sq"},
    "python3": {"trivial": "1 + {}", "prints": "for i in range({}): print(i)", "complete": "str.upp"},
}
# Stock tslab loses what is printed beyond about 500 lines, and then never says that it is idle.
PRINTS = {"tissuebook": 5000, "tslab": 400, "python3": 5000}


def install():
    cli = [shutil.which("node"), str(ROOT / "dist" / "kernel" / "cli.js")]
    subprocess.run([*cli, "kernel", "install", "--prefix", FOLDER], check=True, stdout=subprocess.DEVNULL)
    tslab = str(ROOT / "node_modules" / "tslab" / "bin" / "tslab")
    folder = Path(FOLDER) / "share" / "jupyter" / "kernels" / "tslab"
    folder.mkdir(parents=True)
    argv = [shutil.which("node"), tslab, "kernel", "--config-path={connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "tslab", "language": "typescript"}))


def timed(work):
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(name, results):
    code = LANGUAGES[name]
    began = time.perf_counter()
    # tslab finds the types of Node.js only in a folder that has them.
    with Kernel(name, cwd=str(ROOT)) as kernel:
        results["start"].append((time.perf_counter() - began) * 1000)
        results["first cell"].append(timed(lambda: kernel.run(code["trivial"].format(0))))
        for i in range(5):
            kernel.run(code["trivial"].format(i))
        results["warm cell"] += [timed(lambda: kernel.run(code["trivial"].format(i))) for i in range(CELLS)]
        complete = lambda: kernel.reply(kernel.client.complete(code["complete"]))  # noqa: E731
        complete()
        results["completion"] += [timed(complete) for _ in range(10)]
        count = PRINTS[name]
        results["1000 prints"].append(timed(lambda: kernel.run(code["prints"].format(count))) * 1000 / count)


def main():
    install()
    results = {name: {key: [] for key in ("start", "first cell", "warm cell", "completion", "1000 prints")} for name in LANGUAGES}
    for _ in range(ROUNDS):
        for name in LANGUAGES:
            measure(name, results[name])
    print(f"{'milliseconds: median (95th percentile)':40}" + "".join(f"{name:>22}" for name in LANGUAGES))
    for key in results["tissuebook"]:
        cells = []
        for name in LANGUAGES:
            values = sorted(results[name][key])
            tail = values[min(len(values) - 1, int(0.95 * len(values)))]
            cells.append(f"{statistics.median(values):>12.1f} ({tail:6.1f})")
        print(f"{key:40}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()
