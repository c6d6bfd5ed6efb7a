"""Bytes from strangers are refused, and the kernel lives."""

import hashlib
import hmac
import json
import os
import socket
import uuid

import pytest
import zmq
from kernel_client import TIMEOUT

DELIMITER = b"<IDS|MSG>"


@pytest.fixture
def shell(kernel):
    """A socket without a client's good manners."""
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 0
    info = kernel.manager.get_connection_info()
    socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")
    yield socket
    socket.close()


def header(**changes):
    fields = {"msg_id": uuid.uuid4().hex, "msg_type": "kernel_info_request", "session": "s", "username": "u", "date": "", "version": "5.3"}
    return json.dumps({**fields, **changes}).encode()


def signature(kernel, parts):
    return hmac.new(kernel.manager.session.key, b"".join(parts), hashlib.sha256).hexdigest().encode()


def frames(kernel, head=None, content=b"{}", sign=None):
    parts = [head or header(), b"{}", b"{}", content]
    return [DELIMITER, sign or signature(kernel, parts), *parts]


def answered(socket, message, timeout=TIMEOUT):
    socket.send_multipart(message)
    return bool(socket.poll(timeout * 1000))


def test_a_well_signed_message_is_answered(kernel, shell):
    assert answered(shell, frames(kernel))
    reply = shell.recv_multipart()
    assert json.loads(reply[2])["msg_type"] == "kernel_info_reply"


def refusals(kernel):
    yield "wrong signature", frames(kernel, sign=b"0" * 64)
    yield "signature of another length", frames(kernel, sign=b"0")
    yield "no signature", frames(kernel, sign=b" ")
    yield "no delimiter", [b"a", b"b"]
    yield "nothing", [b""]
    yield "too few frames", [DELIMITER, b"", b"{}", b"{}"]
    yield "not JSON", frames(kernel, head=b"{")
    yield "not UTF-8", frames(kernel, head=b"\xff\xfe\x00")
    yield "a header that is no object", frames(kernel, head=b"[1]")
    yield "null", frames(kernel, head=b"null")
    yield "a header without fields", frames(kernel, head=b"{}")
    yield "a header with numbers", frames(kernel, head=header(msg_id=1))
    yield "another protocol", frames(kernel, head=header(version="4.1"))
    yield "no version", frames(kernel, head=header(version="new"))
    yield "content that is a list", frames(kernel, content=b"[]")
    yield "deep nesting", frames(kernel, content=b"[" * 200_000)


def test_what_is_not_a_message_of_the_client_is_refused(kernel, shell):
    for what, message in refusals(kernel):
        assert not answered(shell, message, timeout=0.15), what
    assert answered(shell, frames(kernel)), "the socket is dead"
    assert kernel.ok("1 + 1").value == "2"


def test_a_signature_by_another_key_runs_no_code(kernel, shell, tmp_path):
    code = f"require('fs').writeFileSync({json.dumps(str(tmp_path / 'proof'))}, '')"
    content = json.dumps({"code": code, "silent": True}).encode()
    parts = [header(msg_type="execute_request"), b"{}", b"{}", content]
    sign = hmac.new(b"guess", b"".join(parts), hashlib.sha256).hexdigest().encode()
    assert not answered(shell, [DELIMITER, sign, *parts], timeout=0.5)
    assert not (tmp_path / "proof").exists()


@pytest.mark.parametrize("kind", ["no_such_request", "__proto__", "constructor", "toString", "execute_reply"])
def test_unknown_requests_leave_the_kernel_idle(kernel, shell, kind):
    shell.send_multipart(frames(kernel, head=header(msg_type=kind)))
    assert kernel.ok("3").value == "3"


def test_contents_of_the_wrong_types(kernel, shell):
    kinds = ["execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request"]
    kinds += ["comm_open", "comm_msg", "comm_close", "comm_info_request", "input_reply"]
    for kind in kinds:
        for content in [b"{}", b'{"code": 7, "cursor_pos": "x", "n": -1, "comm_id": null, "hist_access_type": "range"}']:
            shell.send_multipart(frames(kernel, head=header(msg_type=kind), content=content))
    assert kernel.ok("4").value == "4"


def test_a_message_of_a_hundred_megabytes(kernel):
    code = "// " + "x" * 1_000
    message = kernel.client.session.msg("execute_request", {"code": code, "silent": True})
    kernel.client.session.send(kernel.client.shell_channel.socket, message, buffers=[os.urandom(100_000_000)])
    assert kernel.reply(message["header"]["msg_id"])["content"]["status"] == "ok"


def test_a_cell_of_ten_megabytes(kernel):
    assert kernel.ok("'" + "x" * 10_000_000 + "'.length").value == "10000000"


def test_a_client_that_vanishes_without_reading(kernel):
    info = kernel.manager.get_connection_info()
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 0
    socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")
    for _ in range(50):
        socket.send_multipart(frames(kernel))
    socket.close()
    assert kernel.ok("5").value == "5"


def test_a_request_that_was_under_way_when_the_cell_before_it_failed_is_aborted(kernel, shell):
    """Its arrival is late, but its date says that its sender could not know."""

    def request(code, date):
        head = header(msg_type="execute_request", date=date)
        return json.loads(head)["msg_id"], frames(kernel, head=head, content=json.dumps({"code": code}).encode())

    def status(message):
        shell.send_multipart(message[1])
        while True:
            assert shell.poll(TIMEOUT * 1000)
            reply = shell.recv_multipart()
            if json.loads(reply[3]).get("msg_id") == message[0]:
                return json.loads(reply[5])["status"]

    failing = "await new Promise((r) => setTimeout(r, 300)); throw new Error('slow')"
    assert status(request(failing, "2026-01-01T00:00:00.000Z")) == "error"
    assert status(request("1", "2026-01-01T00:00:00.200Z")) == "aborted"
    assert status(request("1", "2026-01-01T00:00:10.000Z")) == "ok"
    assert status(request("1", "2025-12-31T23:59:59.000Z")) == "ok", "a clock that was set back proves nothing"
    assert status(request("1", "no date")) == "ok"
    assert kernel.ok("1").value == "1"


def test_bytes_that_are_not_zeromq(kernel):
    info = kernel.manager.get_connection_info()
    for port in ("shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"):
        for junk in [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\xff" * 10_000, b""]:
            with socket.create_connection((info["ip"], info[port])) as stranger:
                stranger.sendall(junk)
    assert kernel.ok("6").value == "6"


def test_a_client_that_reads_no_output(kernel):
    """What it does not take is kept for it or dropped; the others get theirs."""
    info = kernel.manager.get_connection_info()
    deaf = zmq.Context.instance().socket(zmq.SUB)
    deaf.linger = 0
    deaf.rcvhwm = 1
    deaf.subscribe(b"")
    deaf.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
    text = kernel.ok("for (let i = 0; i < 200; i++) console.log('x'.repeat(10000))").text()
    assert len(text) == 200 * 10_001
    deaf.close()
