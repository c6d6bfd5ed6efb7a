"""A class on one machine: .venv/bin/python tests/bench/hub/classroom.py [--learners 30] [--python OTHER] [--no-training] [--not-compiled]

Each learner has a home, an environment and a kernel of their own, as a hub would start them, all at the same moment. They open the tumour, look
at it, train; then one runs away, twice, and is stopped while the others are asked for answers. Ends with code 1 when a claim does not hold.
OTHER is a Python with an installed wheel; without it this checkout is started. Linux only: memory is read from /proc.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(Path(__file__).parent))

import processes  # noqa: E402
from learner import Learner, together  # noqa: E402

FIGURE_SECONDS = 60
MEMORY_MB = 24 * 1024
ANSWER_SECONDS = 5

FIGURE = """
import { datasets, spatialView, zoo } from 'tissuebook'
const tumour = await datasets.load(process.env.TISSUEBOOK_WORKSHOP_DATA!)
spatialView(tumour, { color: 'phenotype' })
"""
TRAINING = """
const squint = zoo.create('squint', { preset: 'small', codes: 64, seed: 7 })
await squint.fit(tumour, { epochs: 20 })
tumour.obs.has('squint_token')
"""
LOOP = "for (;;) {}"
HOARD = "const held: Float64Array[] = []; for (;;) held.push(new Float64Array(1e6).fill(1))"


def spread(values, digits=1):
    ordered = sorted(values)
    return f"{ordered[0]:.{digits}f} / {statistics.median(ordered):.{digits}f} / {ordered[-1]:.{digits}f}"


def dataset(python, folder):
    """The tumour in a file that all learners read, as a hub shares it."""
    script = "import sys; from tissuebook import workshop; workshop.node_answer('src/lab/trial/writeDataset.js', 'cycif-tumour', sys.argv[1])"
    file = Path(folder) / "tumour.h5ad"
    subprocess.run([python, "-c", script, str(file)], check=True)
    return file


def compile_for_all(python):
    """What an image of a hub does once: learners' kernels find the program compiled."""
    subprocess.run([python, "-m", "tissuebook", "kernel", "compile"], check=True)


class Class:
    def __init__(self, learners):
        self.learners = learners
        self.kept = True

    def memory(self):
        """Megabytes of each kernel."""
        return [processes.megabytes(learner.pids) for learner in self.learners]

    def say(self, what, values, unit, digits=1, total=False):
        print(f"{what:44} {spread(values, digits):>24} {unit}" + (f", together {sum(values):,.0f}" if total else ""), flush=True)

    def claim(self, holds, text):
        self.kept &= holds
        print(f"{'holds' if holds else 'FAILS'}: {text}", flush=True)

    async def look(self, learner):
        """Start, first answer and first figure, in seconds from the start."""
        ready = await learner.start()
        await learner.run("1 + 1")
        first = learner.since()
        shown, _ = await learner.run(FIGURE)
        assert "application/vnd.tissuebook.view+json" in shown, shown.keys()
        return ready, first, learner.since()

    async def open(self):
        ready, first, figure = zip(*await together(self.look(one) for one in self.learners), strict=True)
        self.say("ready, from the start", ready, "s")
        self.say("first answer, from the start", first, "s")
        self.say("first figure, from the start", figure, "s")
        self.say("processor time up to the first figure", [processes.cpu_seconds(one.pids) for one in self.learners], "s", 2)
        self.claim(max(figure) < FIGURE_SECONDS, f"each has a figure within {FIGURE_SECONDS} s")
        self.say("memory with the tumour and a figure", self.memory(), "MB", 0, total=True)

    async def train(self):
        """All train at the same time; the memory that they hold together is looked at every two seconds."""
        most = []

        async def watch():
            while True:
                most.append(self.memory())
                await asyncio.sleep(2)

        watching = asyncio.create_task(watch())
        took = [seconds for _, seconds in await together(one.run(TRAINING) for one in self.learners)]
        watching.cancel()
        self.say("a training, the first, all at once", took, "s")
        highest = max(most, key=sum)
        self.say("memory at the highest moment", highest, "MB", 0, total=True)
        self.claim(sum(highest) < MEMORY_MB, f"together they stay below {MEMORY_MB:,} MB")
        self.claim(max(took) < 2 * min(took), "nobody trains twice as long as another")

    async def answers(self, learners):
        """Seconds that each of some learners waits for a small cell, asked one after the other."""
        return [(await one.run("tumour.nObs"))[1] for one in learners]

    async def runaway(self, code, stop, what):
        """One runs away; what the others wait for meanwhile, and how long until the one is stopped."""
        one, *others = self.learners
        before = await self.answers(others)
        running = asyncio.create_task(one.run(code))
        await asyncio.sleep(2)
        meanwhile = await self.answers(others)
        began = time.monotonic()
        await stop(one, running)
        stopped = time.monotonic() - began
        after = await self.answers(others)
        self.say(f"answers of the others before {what}", before, "s", 2)
        self.say(f"answers of the others during {what}", meanwhile, "s", 2)
        self.say(f"answers of the others after {what}", after, "s", 2)
        self.claim(max(meanwhile) < ANSWER_SECONDS and stopped < ANSWER_SECONDS, f"{what} is stopped in {stopped:.1f} s, and the others have answers meanwhile")


async def refused(running):
    """The end of a cell that was stopped."""
    try:
        await running
    except RuntimeError:
        return
    raise AssertionError("the cell was not stopped")


async def interrupt(one, running):
    await one.manager.interrupt_kernel()
    await refused(running)
    shown, _ = await one.run("tumour.nObs")
    assert shown["text/plain"] == "3029", shown


async def wait_for_its_limit(one, running):
    """A kernel that is told its share (MEM_LIMIT) stops such a cell itself."""
    await refused(running)
    shown, _ = await one.run("tumour.nObs")
    assert shown["text/plain"] == "3029", shown


async def alone(make):
    """What a kernel holds before its first cell."""
    one = make("alone")
    await one.start()
    await asyncio.sleep(3)
    idle = processes.megabytes(one.pids)
    await one.run("1 + 1")
    print(f"memory of a kernel alone: {idle:.0f} MB before its first cell, {processes.megabytes(one.pids):.0f} MB after it", flush=True)
    await one.stop()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--limit", type=float, default=2.0, help="GB that a learner may have, as the hub says it in MEM_LIMIT")
    parser.add_argument("--no-training", action="store_true")
    parser.add_argument("--not-compiled", action="store_true", help="without the administrator's `tissuebook kernel compile`")
    given = parser.parse_args()
    if given.python == sys.executable:
        os.environ["PYTHONPATH"] = str(ROOT)
    if not given.not_compiled:
        compile_for_all(given.python)
    with tempfile.TemporaryDirectory(prefix="tissuebook-class-") as folder:
        variables = {"TISSUEBOOK_WORKSHOP_DATA": str(dataset(given.python, folder)), "MEM_LIMIT": str(int(given.limit * 1e9))}
        make = lambda name: Learner(name, folder, given.python, variables)  # noqa: E731
        await alone(make)
        room = Class([make(f"learner-{at + 1}") for at in range(given.learners)])
        print(f"{given.learners} kernels on {os.cpu_count()} cores: least / median / most", flush=True)
        try:
            await room.open()
            if not given.no_training:
                await room.train()
            await room.runaway(LOOP, interrupt, "a loop without an end")
            await room.runaway(HOARD, wait_for_its_limit, "a cell that hoards memory")
        finally:
            await together(one.stop() for one in room.learners)
    return 0 if room.kept else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
