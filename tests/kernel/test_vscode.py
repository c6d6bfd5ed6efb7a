"""Messages as VS Code's Jupyter extension sends them, where they differ from JupyterLab's."""

import uuid

import pytest

from kernel_client import Result


def request(kernel, kind, content, channel="shell", metadata=None):
    """Sends a request and returns the content of its reply."""
    client = kernel.client
    message = client.session.msg(kind, content, metadata=metadata)
    getattr(client, f"{channel}_channel").send(message)
    while True:
        reply = getattr(client, f"get_{channel}_msg")(timeout=60)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            assert reply["msg_type"] == kind.replace("_request", "_reply")
            return reply["content"]


def execute(kernel, code, **options):
    """With the metadata of the cell, and without stopping the cells behind a failing one."""
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True, "stop_on_error": False}
    metadata = {"cellId": str(uuid.uuid4()), "vscode": {"languageId": "typescript"}, "deletedCells": []}
    message = kernel.client.session.msg("execute_request", {**content, **options}, metadata=metadata)
    kernel.client.shell_channel.send(message)
    return message["header"]["msg_id"]


def test_kernel_info_on_both_channels_also_while_a_cell_runs(kernel):
    running = execute(kernel, "console.log('on'); await new Promise((r) => setTimeout(r, 1000)); 'done'")
    kernel.until(running, "stream")
    for channel in ("shell", "control"):
        info = request(kernel, "kernel_info_request", {}, channel)
        assert info["status"] == "ok" and info["language_info"]["name"] == "typescript"
    assert kernel.finish(running).value == "'done'"


def test_cells_behind_a_failing_one_run_when_it_asked_for_that(kernel):
    sent = [execute(kernel, code) for code in ("throw new Error('first')", "2 + 2")]
    first, second = [kernel.finish(one) for one in sent]
    assert first.error["evalue"] == "first"
    assert second.value == "4"


def test_a_silent_cell_is_not_counted_and_shows_no_result(kernel):
    before = kernel.ok("0").reply["execution_count"]
    result: Result = kernel.finish(execute(kernel, "1 + 1", silent=True, store_history=False))
    assert result.reply["status"] == "ok" and not result.of("execute_result") and not result.of("execute_input")
    assert kernel.ok("0").reply["execution_count"] == before + 1


def test_comms_are_listed_with_and_without_a_target(kernel):
    kernel.ok("const slider = widgets.IntSlider({ value: 3 }); const other = kernel.openComm('own.target')")
    targets = {one["target_name"] for one in request(kernel, "comm_info_request", {})["comms"].values()}
    assert targets == {"jupyter.widget", "own.target"}
    named = request(kernel, "comm_info_request", {"target_name": "jupyter.widget"})["comms"]
    assert {one["target_name"] for one in named.values()} == {"jupyter.widget"}
    assert request(kernel, "comm_info_request", {"target_name": None})["comms"].keys() >= named.keys()


def test_a_comm_that_nobody_takes_is_closed(kernel):
    message = kernel.client.session.msg("comm_open", {"comm_id": "nobody", "target_name": "vscode.unknown", "data": {}})
    kernel.client.shell_channel.send(message)
    assert kernel.until(message["header"]["msg_id"], "comm_close")["content"]["comm_id"] == "nobody"


@pytest.mark.parametrize("channel", ["shell", "control"])
@pytest.mark.parametrize("kind", ["debug_request", "usage_request", "create_subshell_request"])
def test_what_this_kernel_does_not_have_is_answered(kernel, kind, channel):
    info = request(kernel, "kernel_info_request", {}, "control")
    assert info["debugger"] is False and info["supported_features"] == []
    reply = request(kernel, kind, {"type": "request", "seq": 1, "command": "debugInfo", "arguments": {}}, channel)
    assert reply["status"] == "error" and kind in reply["evalue"]


def test_interrupt_on_the_control_channel(kernel):
    running = execute(kernel, "console.log('on'); while (true) {}")
    kernel.until(running, "stream")
    assert request(kernel, "interrupt_request", {}, "control") == {"status": "ok"}
    assert kernel.finish(running).error["ename"] == "Interrupted"


def test_completion_with_a_cursor_inside_of_a_longer_text(kernel):
    code = "const tissue = '🧬'\nconsole.lo\ntissue"
    reply = request(kernel, "complete_request", {"code": code, "cursor_pos": code.index("lo\n") + 2})
    assert "log" in reply["matches"]
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "lo"
