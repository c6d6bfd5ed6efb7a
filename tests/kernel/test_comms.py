"""Comms carry data and bytes both ways, also while a cell runs."""

import os
import time
import uuid

import pytest
from kernel_client import TIMEOUT

SET_UP = """
const api = (globalThis as any)[Symbol.for('tissuebook.kernel')];
let answered = 0;
api.onComm('echo', (comm: any, opening: any) => {
  comm.send({ opened: opening.data }, { buffers: opening.buffers });
  comm.onMessage = ({ data, buffers, metadata }: any) => { answered++; comm.send({ echo: data }, { buffers, metadata }) };
  comm.onClose = ({ data }: any) => console.log('closed', data.why);
});
"""


@pytest.fixture(scope="module", autouse=True)
def target(kernel):
    kernel.ok(SET_UP)


def send(kernel, kind, content, buffers=None):
    message = kernel.client.session.msg(kind, content)
    kernel.client.session.send(kernel.client.shell_channel.socket, message, buffers=buffers)
    return message["header"]["msg_id"]


def open_comm(kernel, target="echo", data=None, buffers=None):
    comm = uuid.uuid4().hex
    msg_id = send(kernel, "comm_open", {"comm_id": comm, "target_name": target, "data": data or {}}, buffers)
    return comm, msg_id


def test_opening_message_and_answer(kernel):
    comm, msg_id = open_comm(kernel, data={"n": 1}, buffers=[b"\x00\xff"])
    answer = kernel.until(msg_id, "comm_msg")
    assert answer["content"] == {"comm_id": comm, "data": {"opened": {"n": 1}}}
    assert [bytes(one) for one in answer["buffers"]] == [b"\x00\xff"]


def test_ten_megabytes_both_ways(kernel):
    comm, _ = open_comm(kernel)
    data = [os.urandom(10_000_000), b"", os.urandom(3)]
    msg_id = send(kernel, "comm_msg", {"comm_id": comm, "data": {"big": True}}, data)
    answer = kernel.until(msg_id, "comm_msg")
    assert answer["content"]["data"] == {"echo": {"big": True}}
    assert [bytes(one) for one in answer["buffers"]] == data


def test_a_message_is_answered_while_a_cell_awaits(kernel):
    comm, _ = open_comm(kernel)
    cell = kernel.send("const before = answered; while (answered === before) await new Promise((r) => setTimeout(r, 5)); 'heard'")
    kernel.until(cell, "execute_input")
    send(kernel, "comm_msg", {"comm_id": comm, "data": 1})
    assert kernel.finish(cell).value == "'heard'"


def test_status_is_busy_again_after_a_message_during_a_cell(kernel):
    comm, _ = open_comm(kernel)
    cell = kernel.send("await new Promise((r) => setTimeout(r, 800))")
    kernel.until(cell, "execute_input")
    side = send(kernel, "comm_msg", {"comm_id": comm, "data": 1})
    kernel.gather(side)
    after = kernel.client.get_iopub_msg(timeout=TIMEOUT)
    assert after["content"] == {"execution_state": "busy"}
    assert after["parent_header"]["msg_id"] == cell
    kernel.finish(cell)


def test_closing_reaches_the_kernel(kernel):
    comm, _ = open_comm(kernel)
    msg_id = send(kernel, "comm_close", {"comm_id": comm, "data": {"why": "done"}})
    assert kernel.until(msg_id, "stream")["content"]["text"] == "closed done\n"


def test_a_comm_for_nobody_is_closed(kernel):
    comm, msg_id = open_comm(kernel, target="nobody")
    assert kernel.until(msg_id, "comm_close")["content"]["comm_id"] == comm


def test_the_kernel_opens_a_comm(kernel):
    code = "const mine = api.openComm('picture', { a: 1 }, { buffers: [new Uint8Array([1, 2, 3])], metadata: { version: '2' } })"
    opened = kernel.ok(code).of("comm_open")[0]
    assert opened["content"]["target_name"] == "picture"
    assert opened["content"]["data"] == {"a": 1}
    assert opened["metadata"] == {"version": "2"}
    assert bytes(opened["buffers"][0]) == b"\x01\x02\x03"
    info = comm_info(kernel, "picture")
    assert list(info) == [opened["content"]["comm_id"]]
    kernel.ok("mine.close()")
    assert comm_info(kernel, "picture") == {}


def comm_info(kernel, target):
    reply = kernel.reply(kernel.client.comm_info(target))
    assert reply["msg_type"] == "comm_info_reply"
    return reply["content"]["comms"]


def test_part_of_a_large_array_is_sent_as_that_part(kernel):
    code = "const all = new Float32Array([1, 2, 3, 4]); const part = api.openComm('p', {}, { buffers: [all.subarray(1, 3)] })"
    assert bytes(kernel.ok(code).of("comm_open")[0]["buffers"][0]) == b"\x00\x00\x00\x40\x00\x00\x40\x40"


def test_an_error_in_a_handler_is_shown_and_the_comm_lives(kernel):
    kernel.ok("api.onComm('faulty', (comm: any) => { comm.onMessage = () => { throw new Error('in the handler') } })")
    comm, _ = open_comm(kernel, target="faulty")
    msg_id = send(kernel, "comm_msg", {"comm_id": comm, "data": 1})
    assert "in the handler" in kernel.until(msg_id, "stream")["content"]["text"]
    assert comm in comm_info(kernel, "faulty")


def test_a_thousand_messages_are_answered_in_order(kernel):
    comm, _ = open_comm(kernel)
    for i in range(1000):
        send(kernel, "comm_msg", {"comm_id": comm, "data": i})
    seen = []
    deadline = time.monotonic() + TIMEOUT
    while len(seen) < 1000 and time.monotonic() < deadline:
        message = kernel.client.get_iopub_msg(timeout=TIMEOUT)
        if message["msg_type"] == "comm_msg" and "echo" in message["content"]["data"]:
            seen.append(message["content"]["data"]["echo"])
    assert seen[-1000:] == list(range(1000))
