"""A kernel and its client, with what the tests ask of them."""

import queue
import time
from dataclasses import dataclass, field

from jupyter_client.manager import KernelManager

# Generous, because a busy machine is slow; tests of speed measure for themselves.
TIMEOUT = 60


@dataclass
class Result:
    """What one cell gave: its reply and its messages on IOPub, up to idle."""

    reply: dict
    messages: list = field(default_factory=list)

    def of(self, kind):
        return [m for m in self.messages if m["msg_type"] == kind]

    def text(self, name="stdout"):
        return "".join(m["content"]["text"] for m in self.of("stream") if m["content"]["name"] == name)

    @property
    def value(self):
        results = self.of("execute_result")
        return results[0]["content"]["data"]["text/plain"] if results else None

    @property
    def error(self):
        errors = self.of("error")
        return errors[0]["content"] if errors else None

    @property
    def traceback(self):
        return "\n".join(self.error["traceback"])


class Kernel:
    def __init__(self, name="tissuebook", **options):
        self.manager = KernelManager(kernel_name=name)
        self.options = options

    def __enter__(self):
        self.manager.start_kernel(**self.options)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def reply(self, msg_id, timeout=TIMEOUT):
        while True:
            message = self.client.get_shell_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def gather(self, msg_id, timeout=TIMEOUT):
        """All of this request's messages on IOPub, up to idle."""
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return messages
            messages.append(message)

    def until(self, msg_id, kind, timeout=TIMEOUT):
        """The next message of a kind that belongs to this request."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") == msg_id and message["msg_type"] == kind:
                return message
        raise AssertionError(f"no {kind} came")

    def finish(self, msg_id, timeout=TIMEOUT):
        messages = self.gather(msg_id, timeout)
        return Result(self.reply(msg_id, timeout)["content"], messages)

    def run(self, code, timeout=TIMEOUT, **options):
        return self.finish(self.send(code, **options), timeout)

    def ok(self, code, timeout=TIMEOUT, **options):
        """Runs a cell that must not fail."""
        result = self.run(code, timeout, **options)
        assert result.reply["status"] == "ok", result.reply.get("traceback", result.reply)
        return result
