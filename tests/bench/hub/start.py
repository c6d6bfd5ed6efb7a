"""Processor time of one kernel up to its first figure, by what it does: .venv/bin/python tests/bench/hub/start.py [--runs 7] [--warm]

Each run has a new home, as a learner's first start has; --warm takes one home for all, after a run that is not counted. What an administrator's
`tissuebook kernel compile` has kept is used where it is there. Seconds of user and system time of all threads and ended children: the clock on the wall
says little on a machine where others work. Linux only.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(Path(__file__).parent))

import processes  # noqa: E402
from classroom import dataset  # noqa: E402
from learner import Learner  # noqa: E402

STEPS = {
    "the kernel answers": None,
    "`1 + 1`": "1 + 1",
    "the library": "import { datasets, spatialView, zoo } from 'tissuebook'",
    "the tumour": "const tumour = await datasets.load(process.env.TISSUEBOOK_WORKSHOP_DATA!)",
    "the figure": "spatialView(tumour, { color: 'phenotype' })",
}


async def once(name, folder, data):
    """Seconds after each step, and megabytes at the end."""
    one = Learner(name, folder, sys.executable, {"TISSUEBOOK_WORKSHOP_DATA": str(data), "MEM_LIMIT": "2000000000"})
    await one.start()
    after = []
    for code in STEPS.values():
        if code:
            await one.run(code)
        after.append(processes.cpu_seconds(one.pids))
    memory = processes.megabytes(one.pids)
    one.client.stop_channels()
    await one.manager.shutdown_kernel()
    return after, memory


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--warm", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    with tempfile.TemporaryDirectory(prefix="tissuebook-start-") as folder:
        data = dataset(sys.executable, folder)
        runs = []
        for run in range(given.runs + given.warm):
            name = "home" if given.warm else f"home-{run}"
            shutil.rmtree(Path(folder, name, ".local"), ignore_errors=True)
            runs.append(await once(name, folder, data))
        runs = runs[given.warm :]
    print(f"{given.runs} runs: least / median")
    before = [0.0] * len(runs)
    for at, step in enumerate(STEPS):
        sums = [after[at] for after, _ in runs]
        parts = [now - then for now, then in zip(sums, before, strict=True)]
        print(f"{step:20} {min(parts):.2f} / {statistics.median(parts):.2f} s, together {min(sums):.2f} / {statistics.median(sums):.2f} s")
        before = sums
    print(f"{'memory':20} {statistics.median(memory for _, memory in runs):.0f} MB")


if __name__ == "__main__":
    asyncio.run(main())
