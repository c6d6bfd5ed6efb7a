"""One learner of a class: a home of their own, a kernel in it, and what they run."""

import asyncio
import json
import os
import time
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

import processes

PATIENCE = 600
PATHS = ("PATH", "LANG", "PYTHONPATH", "TISSUEBOOK_NODE")


class Learner:
    """Starts a kernel as a hub's single-user server does: through the kernelspec, in the learner's folder, with the learner's environment."""

    def __init__(self, name, folder, python, variables):
        self.home = Path(folder) / name
        spec = self.home / ".local/share/jupyter/kernels/tissuebook"
        spec.mkdir(parents=True)
        argv = [python, "-m", "tissuebook", "start-kernel", "--connection-file", "{connection_file}"]
        (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": name, "language": "typescript", "interrupt_mode": "message"}))
        specs = KernelSpecManager(kernel_dirs=[str(spec.parent)], ensure_native_kernel=False)
        self.manager = AsyncKernelManager(kernel_name="tissuebook", kernel_spec_manager=specs)
        self.environment = {key: os.environ[key] for key in PATHS if key in os.environ} | {"HOME": str(self.home)} | variables

    async def start(self):
        """Seconds until the kernel answers."""
        self.began = time.monotonic()
        await self.manager.start_kernel(cwd=str(self.home), env=self.environment)
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=PATIENCE)
        return self.since()

    def since(self):
        return time.monotonic() - self.began

    async def run(self, code):
        """The data of a cell's last output, and the seconds that it took; raises what the cell raised."""
        outputs, began = [], time.monotonic()
        reply = await self.client.execute_interactive(code, timeout=PATIENCE, output_hook=outputs.append, allow_stdin=False)
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"{self.home.name}: {reply['content'].get('evalue')}")
        shown = [message["content"]["data"] for message in outputs if "data" in message["content"]]
        return (shown or [{}])[-1], time.monotonic() - began

    @property
    def pids(self):
        return processes.tree(self.manager.provisioner.process.pid)

    async def stop(self):
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)


async def together(work):
    """Results of what all do at the same time."""
    return await asyncio.gather(*work)
