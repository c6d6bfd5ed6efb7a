"""Questions to the user, and what was run before."""

import os
from pathlib import Path

from kernel_client import TIMEOUT


def ask(kernel, code, answer):
    msg_id = kernel.send(code, allow_stdin=True)
    question = kernel.client.get_stdin_msg(timeout=TIMEOUT)
    kernel.client.input(answer)
    return question, kernel.finish(msg_id)


def test_an_answer_is_the_value(kernel):
    question, result = ask(kernel, "await input('Name? ')", "Ada")
    assert question["msg_type"] == "input_request"
    assert question["content"] == {"prompt": "Name? ", "password": False}
    assert result.value == "'Ada'"


def test_a_password_is_asked_for_as_such(kernel):
    question, _ = ask(kernel, "(await input('Key: ', { password: true })).length", "secret")
    assert question["content"]["password"] is True


def test_questions_come_one_after_the_other(kernel):
    msg_id = kernel.send("(await Promise.all([input('a'), input('b')])).join()", allow_stdin=True)
    for prompt in "ab":
        assert kernel.client.get_stdin_msg(timeout=TIMEOUT)["content"]["prompt"] == prompt
        kernel.client.input(prompt.upper())
    assert kernel.finish(msg_id).value == "'A,B'"


def test_a_program_without_a_user_gets_an_error(kernel):
    assert "cannot ask" in kernel.run("await input()", allow_stdin=False).error["evalue"]


def history(kernel, **options):
    return kernel.reply(kernel.client.history(**options))["content"]["history"]


def test_history_survives_a_restart(start):
    kernel = start()
    kernel.ok("'first life'")
    session = history(kernel, hist_access_type="tail", n=1)[0][0]
    kernel.manager.restart_kernel()
    kernel.client.wait_for_ready(timeout=TIMEOUT)
    kernel.ok("'second life'")
    tail = history(kernel, hist_access_type="tail", n=2, output=True)
    assert [entry[2] for entry in tail] == [["'first life'", "'first life'"], ["'second life'", "'second life'"]]
    assert tail[0][0] == session and tail[1][0] == session + 1
    before = history(kernel, hist_access_type="range", session=-1, start=0, stop=100)
    assert before[-1][2] == "'first life'"


def test_search_takes_patterns_of_the_shell(kernel):
    kernel.ok("const needle1 = 1")
    kernel.ok("const needle2 = 2")
    found = [entry[2] for entry in history(kernel, hist_access_type="search", pattern="*needle? = *")]
    assert found == ["const needle1 = 1", "const needle2 = 2"]
    assert len(history(kernel, hist_access_type="search", pattern="*needle*", n=1)) == 1
    assert history(kernel, hist_access_type="search", pattern="needle") == []


def test_silent_and_unstored_cells_leave_no_history(kernel):
    kernel.ok("'stored'")
    kernel.ok("'quiet'", silent=True)
    kernel.ok("'loose'", store_history=False)
    assert history(kernel, hist_access_type="tail", n=1)[0][2] == "'stored'"


def test_history_is_for_its_owner_alone(kernel):
    kernel.ok("'private'")
    file = Path(os.environ["JUPYTER_DATA_DIR"]) / "tissuebook" / "history.jsonl"
    assert "'private'" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
