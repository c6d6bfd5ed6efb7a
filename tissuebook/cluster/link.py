"""Stands between a notebook and a Dask cluster: `python -m tissuebook.cluster.link`, frames on standard input and output.

It opens no listener of its own. It ends when its standard input does, and takes a cluster that it started along.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import socket
import sys
import threading

from .errors import ClusterFailure
from .frames import Closed, read_frame, write_frame

# Seconds for leaving a cluster in order; then the process ends as it is (ours).
LEAVE = 8


def run_task(*arguments):
    """What Dask is given to do, whatever the task: everything else is a name and data.

    Defined in the program that runs, so that it travels as code: the scheduler, which unpacks it too, needs no library of ours.
    """
    from tissuebook.cluster.worker import run_task as run

    return run(*arguments)


class Wire:
    """Standard input and output as frames; what else is printed goes to standard error."""

    def __init__(self):
        self.out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        widen(self.out)
        self.input = os.fdopen(os.dup(0), "rb", buffering=0)
        self.waiting: queue.SimpleQueue = queue.SimpleQueue()
        threading.Thread(target=self.write, daemon=True).start()

    def say(self, header: dict, buffers=()) -> None:
        # A notebook that computes does not read: the loop, which keeps the cluster's connections, must not wait for it.
        self.waiting.put((header, buffers))

    def write(self) -> None:
        try:
            while True:
                write_frame(self.out, *self.waiting.get())
        except OSError:
            os.close(0)

    def read(self, loop, take, ended) -> None:
        try:
            while True:
                loop.call_soon_threadsafe(take, *read_frame(self.input))
        except (Closed, OSError, ValueError) as error:
            if isinstance(error, ValueError):
                print(f"The notebook sent {error}.", file=sys.stderr)
            loop.call_soon_threadsafe(ended.set)


def widen(out) -> None:
    """Node's pipes are sockets, which hold 200 KB unless told otherwise: both sides would wait for each other fifty times for 10 MB."""
    try:
        with socket.socket(fileno=os.dup(out.fileno())) as pipe:
            pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    except OSError:
        pass  # it is a pipe after all


async def serve(wire: Wire) -> None:
    try:
        from .session import Session
    except ModuleNotFoundError as error:
        return await refuse(wire, missing(error))
    session = Session(wire.say, run_task)
    ended = asyncio.Event()
    tasks = set()

    def take(header, buffers):
        task = asyncio.ensure_future(answer(wire, session, header, buffers))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop = asyncio.get_running_loop()
    threading.Thread(target=wire.read, args=(loop, take, ended), daemon=True).start()
    await ended.wait()
    try:
        await asyncio.wait_for(session.close(), LEAVE)
    except Exception as error:  # noqa: BLE001 - nobody is there to hear it
        print(f"Leaving the cluster: {error!r}", file=sys.stderr)


async def answer(wire: Wire, session, header: dict, buffers) -> None:
    """Does what a frame asks, and says what came of it."""
    number = header.get("id")
    try:
        reply, parts = await session.do(header, buffers)
        if number is not None:
            wire.say({"op": "answer", "id": number, **reply}, parts)
    except ClusterFailure as error:
        wire.say({"op": "failed", "id": number, "error": error.sent()})
    except ModuleNotFoundError as error:
        wire.say({"op": "failed", "id": number, "error": missing(error).sent()})
    except Exception as error:  # noqa: BLE001 - everything is told
        wire.say({"op": "failed", "id": number, "error": {"name": type(error).__name__, "message": first_line(error), "kind": "cluster-lost"}})


def first_line(error: Exception) -> str:
    return (str(error).strip() or repr(error)).splitlines()[0]


def missing(error: ModuleNotFoundError) -> ClusterFailure:
    extra = "slurm" if error.name == "dask_jobqueue" else "cluster"
    return ClusterFailure(
        "no-library",
        f"The Python package {error.name} is missing beside this notebook ({sys.executable}).",
        f'Install it: pip install "tissuebook[{extra}]".',
    )


async def refuse(wire: Wire, failure: ClusterFailure) -> None:
    """Answers everything with the package that is missing."""
    ended = asyncio.Event()

    def take(header, _):
        wire.say({"op": "failed", "id": header.get("id"), "error": failure.sent()})

    threading.Thread(target=wire.read, args=(asyncio.get_running_loop(), take, ended), daemon=True).start()
    await ended.wait()


def main() -> None:
    wire = Wire()
    # What Dask logs repeats the arguments of tasks, and the notebook is told of every failure as an error.
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(wire))
    # Threads that wait for a task which does not end must not keep the process.
    os._exit(0)


if __name__ == "__main__":
    main()
