"""What a notebook asks of a cluster, done with dask.distributed's Client."""

from __future__ import annotations

import asyncio
import uuid

from distributed import Client, KilledWorker
from distributed.client import FutureCancelledError

from . import start, worker
from .errors import ClusterFailure, TaskFailed
from .value import Value

# Arguments above so many bytes travel beside the graph, straight to a worker: the scheduler is no place for them.
LARGE = 2**18
# Seconds after which a worker that does not answer is left out of what is asked of all (ours).
PATIENCE = 30


class Session:
    def __init__(self, say, run_task):
        self.say = say
        self.run_task = run_task
        self.name = f"tissuebook-{uuid.uuid4().hex}"
        self.client: Client | None = None
        self.cluster = None
        self.settings: dict = {}
        self.futures: dict = {}  # values of ours that lie on the cluster, and tasks that go on, by key
        self.about: dict = {}  # what is known of workers, by address
        self.watching: asyncio.Task | None = None

    async def do(self, header: dict, buffers):
        answer = await getattr(self, f"do_{header['op']}")(header, buffers)
        return answer if isinstance(answer, tuple) else (answer or {}, ())

    # What begins a session.

    async def do_connect(self, header, _):
        self.client = await start.connect(header["address"], header.get("certificates"))
        return await self.begin(header)

    async def do_local(self, header, _):
        self.cluster, self.client = await start.local(header)
        return await self.begin(header)

    async def do_slurm(self, header, _):
        self.cluster, self.client = await start.slurm(header)
        return await self.begin(header)

    async def do_script(self, header, _):
        return {"script": start.slurm_script(header)}

    async def begin(self, header) -> dict:
        self.settings = {
            "session": self.name,
            "version": header["version"],
            "modules": header.get("modules", []),
            "variables": header.get("variables", {}),
            "grace": header.get("grace", 5),
        }
        self.client.subscribe_topic(self.name, self.hear)
        state = await self.state(header.get("patience", PATIENCE))
        sound = [one for one in state["workers"].values() if "failure" not in one]
        failures = [one["failure"] for one in state["workers"].values() if "failure" in one]
        if failures and not sound:  # nobody can do anything
            raise ClusterFailure(failures[0]["kind"], failures[0]["message"])
        self.watching = asyncio.ensure_future(self.watch())
        return {"session": self.name, "address": self.client.scheduler.address, **state}

    # What is known of the workers.

    async def state(self, patience: float = PATIENCE) -> dict:
        """Every worker with what it has and can do. Workers that are new are asked; a call, not a task, which would wait."""
        identity = await self.client.scheduler.identity(n_workers=-1)
        known = identity["workers"]
        for address in [one for one in self.about if one not in known]:
            del self.about[address]
        fresh = [address for address in known if address not in self.about]
        if fresh:
            asked = self.client.run(worker.about, self.settings, workers=fresh, on_error="return")
            try:
                answers = await asyncio.wait_for(asked, patience)
            except TimeoutError:
                answers = {}
            for address in fresh:
                answer = answers.get(address, TimeoutError("it does not answer"))
                self.about[address] = failure_of(address, answer) if isinstance(answer, BaseException) else answer
        return {"workers": {address: self.describe(one, self.about[address]) for address, one in known.items() if address in self.about}}

    def able(self) -> list[str] | None:
        """Workers that can run tasks, where some cannot; None where all can, so that those that come later may help."""
        able = [address for address, about in self.about.items() if "failure" not in about]
        return able if able and len(able) < len(self.about) else None

    @staticmethod
    def describe(one: dict, about: dict) -> dict:
        metrics = one.get("metrics", {})
        return {
            "name": str(one.get("name")),
            "host": one.get("host"),
            "slots": one.get("nthreads"),
            "memory": one.get("memory_limit"),
            "used": metrics.get("memory"),
            **about,
        }

    async def watch(self) -> None:
        """Tells workers that the notebook is there, and the notebook how its workers are."""
        while True:
            await asyncio.sleep(worker.BEAT)
            try:
                await asyncio.wait_for(self.client.run(worker.beat, self.name, on_error="ignore"), PATIENCE)
                self.say({"op": "state", **await self.state()})
            except Exception:  # noqa: BLE001 - the next round may find it again; tasks that are lost say so themselves
                if self.client.status == "closed":
                    self.say({"op": "lost"})
                    return

    def hear(self, event) -> None:
        _, message = event
        self.say({"op": "event", **message})

    # Tasks.

    async def do_submit(self, header, buffers):
        key = header["key"]
        # A rank of a training has a worker of its own.
        able = [header["worker"]] if "worker" in header else self.able()
        own = [bytes(one) for one in buffers]
        if sum(map(len, own)) > LARGE:
            [own] = await self.client.scatter([Value(buffers)], hash=False, workers=able)
        keys = header.get("refs", [])
        missing = [one for one in keys if one not in self.futures]
        if missing:
            raise data_lost(missing)
        future = self.client.submit(
            self.run_task,
            self.settings,
            key,
            header["task"],
            own,
            keys,
            [self.futures[one] for one in keys],
            key=key,
            pure=False,
            retries=0,
            workers=able,
            allow_other_workers=False,
        )
        self.futures[key] = future
        try:
            return {}, (await future).buffers
        except TaskFailed as error:
            raise sent_failure(error.error) from error
        except KilledWorker as error:
            raise ClusterFailure(
                "worker-lost",
                f"{header['task']} was tried on {error.allowed_failures + 1} workers, and each ended while it ran.",
                "Most likely it took more memory than there was.",
            ) from error
        except (asyncio.CancelledError, FutureCancelledError) as error:
            raise cancelled(error, header["task"], key in self.futures) from error
        finally:
            self.futures.pop(key, None)

    async def do_cancel(self, header, _):
        future = self.futures.pop(header["key"], None)
        if future is not None:
            await self.client.cancel([future], force=True)

    async def do_stop(self, header, _):
        await self.client.run(worker.stop, self.name, header["key"], on_error="ignore")

    # Values that lie on the cluster.

    async def do_put(self, header, buffers):
        key = header["key"]
        self.futures.update(await self.client.scatter({key: Value(buffers)}, workers=self.able()))
        return {}

    async def do_forget(self, header, _):
        self.futures.pop(header["key"], None)

    async def close(self) -> None:
        if self.watching:
            self.watching.cancel()
        if self.client is not None and self.client.status == "running":
            if self.futures:
                await self.client.cancel(list(self.futures.values()), force=True)
            self.futures.clear()
            # A client that closes leaves its subscriptions with the scheduler.
            self.client.unsubscribe_topic(self.name)
            try:
                await asyncio.wait_for(self.client.run(worker.leave, self.name, on_error="ignore"), 4)
            except Exception:  # noqa: BLE001 - a worker that does not hear it ends its processes by itself
                pass
        for one in (self.client, self.cluster):
            if one is not None:
                await one.close()


def failure_of(address: str, error: BaseException) -> dict:
    """Why a worker cannot run tasks."""
    if not isinstance(error, ClusterFailure):
        missing = isinstance(error, ModuleNotFoundError) or "tissuebook" in str(error)
        kind = "no-library" if missing else "worker-lost"
        sentence = f"The worker {address} lacks the library ({error})." if missing else f"The worker {address}: {error or repr(error)}."
        advice = 'Install it there: pip install "tissuebook[cluster]".' if missing else None
        error = ClusterFailure(kind, sentence, advice)
    sent = error.sent()
    return {"failure": {"kind": sent["kind"], "message": sent["message"]}}


def sent_failure(error: dict) -> ClusterFailure:
    """An error of a task, which goes to the notebook as it is."""
    failure = ClusterFailure(error.get("kind"), error.get("message", ""))
    failure.sent = lambda: error
    return failure


def data_lost(keys) -> ClusterFailure:
    return ClusterFailure("data-lost", f"What was put on the cluster is lost with the worker that held it ({len(keys)} values).", "Call again.")


def cancelled(error: BaseException, task: str, ours: bool) -> ClusterFailure:
    """Dask has one error for tasks that somebody cancelled, whose data are lost, and whose scheduler is."""
    reason = f"{getattr(error, 'reason', '')} {error}"
    if "scheduler-connection-lost" in reason:
        return ClusterFailure("cluster-lost", f"The scheduler ended while {task} ran.", "Start the cluster again and connect to it.")
    if ours:
        # We did not ask for it: what the task needs was lost before it began, or while it waited.
        return data_lost([task])
    return ClusterFailure("aborted", f"{task} was cancelled.")
