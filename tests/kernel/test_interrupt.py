"""Whatever a cell does, the user can stop it, and the kernel lives on with what earlier cells made."""

import os
import signal
import time

import pytest

# Until code that can hear is stopped, or asked, and until code that cannot is forced; in seconds.
ASK = 0.1
FORCE = 2.0
# Other programs on the machine only ever add to a time: the kernel has stopped a cell as fast as the fastest time shows.
TRIES = 5

READY = "console.log('started');"


def started(kernel, code):
    """Sends a cell and waits until it runs."""
    msg_id = kernel.send(code)
    kernel.until(msg_id, "stream")
    return msg_id


def by_message(kernel):
    kernel.manager.interrupt_kernel()


def by_signal(kernel):
    os.kill(kernel.pid, signal.SIGINT)


def stop(kernel, msg_id, interrupt=by_message):
    """Interrupts, and returns the cell's result and how long it took."""
    asked = time.monotonic()
    interrupt(kernel)
    result = kernel.finish(msg_id)
    return result, time.monotonic() - asked


def stops_within(limit, attempt):
    """Stops a cell, which `attempt` runs, until once it took less than `limit`; returns the cell's result."""
    times = []
    while len(times) < TRIES:
        result, seconds = attempt()
        if seconds < limit:
            return result
        times.append(seconds)
    raise AssertionError(f"the cell was stopped after {times} s, the limit is {limit} s")


def is_stopped_within(limit, kernel, code, interrupt=by_message):
    result = stops_within(limit, lambda: stop(kernel, started(kernel, code), interrupt))
    assert result.error["ename"] == "Interrupted"


@pytest.fixture(autouse=True)
def earlier_cell(kernel):
    kernel.ok("const kept = 42")
    yield
    assert kernel.ok("kept").value == "42"


def test_synchronous_loop(kernel):
    is_stopped_within(ASK, kernel, READY + "while (true) {}")


def test_synchronous_loop_runs_its_finally_blocks(kernel):
    stop(kernel, started(kernel, "let closed = false;" + READY + "try { for (;;) {} } finally { closed = true }"))
    assert kernel.ok("closed").value == "true"


def test_synchronous_loop_inside_library_code(kernel):
    is_stopped_within(FORCE, kernel, READY + "Array.from({ length: 1e9 }, (_, i) => Math.sqrt(i)).length")


def test_synchronous_loop_by_signal(kernel):
    is_stopped_within(ASK, kernel, READY + "while (true) {}", by_signal)


def test_awaiting_loop(kernel):
    code = "let turns = 0;" + READY + "for (;;) { await new Promise((r) => setTimeout(r, 5)); turns++ }"
    is_stopped_within(ASK, kernel, code)
    # The turn that was under way may end.
    time.sleep(0.2)
    before = kernel.ok("turns").value
    time.sleep(0.2)
    assert kernel.ok("turns").value == before, "the loop went on"


def test_awaiting_loop_by_signal(kernel):
    is_stopped_within(ASK, kernel, READY + "for (;;) await new Promise((r) => setTimeout(r, 5))", by_signal)


def test_wait_for_what_never_comes(kernel):
    is_stopped_within(ASK, kernel, READY + "await new Promise(() => {})")


def test_hot_loop_after_an_await(kernel):
    is_stopped_within(FORCE, kernel, "await new Promise((r) => setTimeout(r, 20));" + READY + "while (true) {}")


def test_hot_loop_in_a_timer(kernel):
    is_stopped_within(FORCE, kernel, "setTimeout(() => { " + READY + " while (true) {} }, 20); await new Promise(() => {})")


OBEYING = """
const signal = (globalThis as any)[Symbol.for('tissuebook.kernel')].signal as AbortSignal;
let learnt = 0;
console.log('started');
while (!signal.aborted) { await new Promise((r) => setTimeout(r, 10)); learnt++ }
learnt > 0 ? 'kept' : 'nothing'
"""


def test_code_that_obeys_the_signal_ends_normally_and_keeps_its_result(kernel):
    result = stops_within(ASK, lambda: stop(kernel, started(kernel, OBEYING)))
    assert result.reply["status"] == "ok"
    assert result.value == "'kept'"


def test_code_that_reads_the_signal_and_does_not_obey_is_forced_by_the_second_request(kernel):
    code = OBEYING.replace("!signal.aborted", "signal.aborted || true").replace("learnt++", "learnt++, console.log(signal.aborted)")

    def force():
        msg_id = started(kernel, code)
        kernel.manager.interrupt_kernel()
        while "true" not in kernel.until(msg_id, "stream")["content"]["text"]:
            pass
        return stop(kernel, msg_id)

    assert stops_within(FORCE, force).error["ename"] == "Interrupted"


def test_question_to_the_user(kernel):

    def leave_unanswered():
        msg_id = kernel.send("await input('name?')", allow_stdin=True)
        kernel.client.get_stdin_msg(timeout=30)
        return stop(kernel, msg_id)

    assert stops_within(ASK, leave_unanswered).error["ename"] == "Interrupted"


def test_cells_behind_an_interrupted_one_are_aborted(kernel):
    first = started(kernel, READY + "while (true) {}")
    second = kernel.send("kept")
    stop(kernel, first)
    assert kernel.reply(second)["content"]["status"] == "aborted"


def test_interrupt_of_an_idle_kernel_stops_nothing(kernel):
    kernel.manager.interrupt_kernel()
    os.kill(kernel.pid, signal.SIGINT)
    assert kernel.ok("1 + 1").value == "2"


def test_next_cell_is_not_hit_by_an_interrupt_of_the_one_before(kernel):
    for _ in range(5):
        stop(kernel, started(kernel, READY + "while (true) {}"))
        assert kernel.ok("await new Promise((r) => setTimeout(r, 200)); 7").value == "7"


def test_variables_of_the_interrupted_cell_stay(kernel):
    stop(kernel, started(kernel, "let done: number = 0; for (;;) { await new Promise((r) => setTimeout(r, 1)); if (++done === 3) console.log('started') }"))
    assert int(kernel.ok("done").value) >= 3


def test_a_cell_that_takes_more_memory_than_a_hub_grants_is_stopped_and_the_rest_stays(start, tmp_path):
    one = start(cwd=str(tmp_path), env={**os.environ, "MEM_LIMIT": str(700_000_000)})
    one.run("const mine = 7")
    result = one.run("const held: Float64Array[] = []; for (;;) held.push(new Float64Array(1e6).fill(1))")
    assert result.error["ename"] == "Interrupted" and "of the 0.7 GB that it may have here" in result.text("stderr")
    assert one.run("mine").value == "7"
