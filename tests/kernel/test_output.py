"""What a cell shows is all shown, in order, and in the cell that made it."""

import time

import pytest


def test_twenty_thousand_prints_arrive_in_order_and_idle_after_them(kernel):
    result = kernel.ok("for (let i = 0; i < 20000; i++) console.log('line ' + i)")
    assert result.text() == "".join(f"line {i}\n" for i in range(20000))


def test_a_thousand_displays_arrive_in_order(kernel):
    result = kernel.ok("for (let i = 0; i < 1000; i++) await display({ 'text/plain': String(i) }, { raw: true })")
    shown = [m["content"]["data"]["text/plain"] for m in result.of("display_data")]
    assert shown == [str(i) for i in range(1000)]


def test_prints_and_displays_keep_their_order(kernel):
    code = "for (let i = 0; i < 50; i++) { console.log(i); await display({ 'text/plain': String(i) }, { raw: true }) }"
    kinds = [m["msg_type"] for m in kernel.ok(code).messages if m["msg_type"] in ("stream", "display_data")]
    assert kinds == ["stream", "display_data"] * 50


def test_stdout_and_stderr_are_kept_apart(kernel):
    result = kernel.ok("process.stdout.write('a'); console.error('b'); process.stderr.write('c'); console.log('d')")
    assert (result.text("stdout"), result.text("stderr")) == ("ad\n", "b\nc")


def test_bytes_of_a_character_may_come_in_two_writes(kernel):
    code = "const bytes = Buffer.from('ü'); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1))"
    assert kernel.ok(code).text() == "ü"


def test_output_shows_while_a_synchronous_loop_runs(kernel):
    msg_id = kernel.send("console.log('now'); for (const end = Date.now() + 3000; Date.now() < end; ) {} console.log('then')")
    asked = time.monotonic()
    kernel.until(msg_id, "stream")
    assert time.monotonic() - asked < 2.5
    kernel.finish(msg_id)


LATE = """
setTimeout(() => console.log('late print'), 300);
setTimeout(() => void display({ 'text/plain': 'late display' }, { raw: true }), 320);
void Promise.resolve().then(() => new Promise((r) => setTimeout(r, 340))).then(() => process.stdout.write('late write'));
"""


def test_late_output_belongs_to_the_cell_that_started_it(kernel):
    first = kernel.send(LATE)
    kernel.reply(first)
    second = kernel.send("for (let i = 0; i < 6; i++) { await new Promise((r) => setTimeout(r, 100)); console.log('mine') }")
    kernel.reply(second)
    owners = {}
    while "late write" not in owners or "late display" not in owners:
        message = kernel.client.get_iopub_msg(timeout=30)
        content = message["content"]
        if message["msg_type"] in ("stream", "display_data"):
            text = content.get("text") or content["data"]["text/plain"]
            for word in ("late print", "late write", "late display", "mine"):
                if word in text:
                    owners[word] = message["parent_header"]["msg_id"]
    assert owners == {"late print": first, "late write": first, "late display": first, "mine": second}


def test_a_late_error_is_shown_and_the_kernel_lives(kernel):
    msg_id = kernel.send("setTimeout(() => { throw new Error('too late') }, 50); void Promise.reject(new Error('unheard')); 1")
    texts = ""
    while "too late" not in texts or "unheard" not in texts:
        texts += kernel.until(msg_id, "stream")["content"]["text"]
    assert "Cell" in texts
    assert kernel.ok("2").value == "2"


def test_display_of_several_mime_types_with_metadata_and_update(kernel):
    code = """
    const api = (globalThis as any)[Symbol.for('tissuebook.kernel')];
    api.display({ 'text/plain': 'a', 'application/x+json': { n: [1] } }, { displayId: 'here', metadata: { wide: true } });
    api.update('here', { 'text/plain': 'b' });
    """
    result = kernel.ok(code)
    shown, updated = result.of("display_data")[0]["content"], result.of("update_display_data")[0]["content"]
    assert shown["data"] == {"text/plain": "a", "application/x+json": {"n": [1]}}
    assert shown["metadata"] == {"wide": True}
    assert shown["transient"] == updated["transient"] == {"display_id": "here"}
    assert updated["data"] == {"text/plain": "b"}


def test_an_object_that_shows_itself_is_the_result(kernel):
    result = kernel.ok("({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>me</b>', 'text/plain': 'me' }) })")
    assert result.of("execute_result")[0]["content"]["data"] == {"text/html": "<b>me</b>", "text/plain": "me"}


def test_clear_output(kernel):
    assert kernel.ok("clearOutput({ wait: true })").of("clear_output")[0]["content"] == {"wait": True}


def test_silent_cells_show_neither_input_nor_result(kernel):
    result = kernel.ok("12345", silent=True)
    assert [m["msg_type"] for m in result.messages] == ["status"]
    assert kernel.ok("1", store_history=False).reply["execution_count"] == result.reply["execution_count"]


def test_user_expressions_are_evaluated_after_the_cell(kernel):
    reply = kernel.ok("const n = 20", user_expressions={"double": "n * 2", "wrong": "nowhere"}).reply
    assert reply["user_expressions"]["double"]["data"]["text/plain"] == "40"
    assert reply["user_expressions"]["wrong"]["status"] == "error"


def test_stop_on_error_aborts_what_was_sent_and_nothing_later(kernel):
    failing, aborted = kernel.send("throw new Error('stop')"), [kernel.send("1") for _ in range(3)]
    assert kernel.reply(failing)["content"]["status"] == "error"
    # A count would make pages show the cell as one that has run.
    assert [kernel.reply(one)["content"] for one in aborted] == [{"status": "aborted"}] * 3
    assert kernel.ok("2").value == "2"


def test_cells_run_on_when_the_client_asks_not_to_stop(kernel):
    failing, after = kernel.send("throw new Error('go on')", stop_on_error=False), kernel.send("3")
    assert kernel.reply(failing)["content"]["status"] == "error"
    assert kernel.reply(after)["content"]["status"] == "ok"


def test_tags_show_html_and_markdown_and_escape_what_is_put_in(kernel):
    shown = kernel.ok("const name = '<i>'; html`<b>${name}</b>${html`<u></u>`}`").of("execute_result")[0]["content"]["data"]
    assert shown["text/html"] == "<b>&lt;i&gt;</b><u></u>"
    assert kernel.ok("md`# ${1 + 1}`").of("execute_result")[0]["content"]["data"]["text/markdown"] == "# 2"


def test_a_cell_may_use_the_names_of_the_tags(kernel):
    assert kernel.ok("const md = 3; md").value == "3"


def test_display_shows_before_what_comes_after_it(kernel):
    kinds = [m["msg_type"] for m in kernel.ok("display('a'); console.log('b'); display(html`c`); console.log('d')").messages]
    assert [kind for kind in kinds if kind in ("stream", "display_data")] == ["display_data", "stream"] * 2


def test_display_takes_metadata_and_updates_by_its_id(kernel):
    result = kernel.ok("display('a', { display_id: 'one', metadata: { wide: true } }); display('b', { display_id: 'one', update: true })")
    shown, updated = result.of("display_data")[0]["content"], result.of("update_display_data")[0]["content"]
    assert shown["metadata"] == {"wide": True}
    assert shown["transient"] == updated["transient"] == {"display_id": "one"}


SEEN = {
    "bytes of a PNG": ("Buffer.from('iVBORw0KGgo=', 'base64')", "image/png", "iVBORw0KGgo="),
    "bytes of a JPEG": ("new Uint8Array([0xff, 0xd8, 0xff, 0xe0])", "image/jpeg", "/9j/4A=="),
    "a canvas": ("({ toDataURL: () => 'data:image/png;base64,AAAA' })", "image/png", "AAAA"),
    "an element": ("({ outerHTML: '<p>a</p>' })", "text/html", "<p>a</p>"),
    "an element of SVG": ("({ outerHTML: '<svg></svg>' })", "image/svg+xml", "<svg></svg>"),
    "a chart of Vega-Lite": ("({ toSpec: () => ({ mark: 'bar' }) })", "application/vnd.vegalite.v5+json", {"mark": "bar"}),
    "Deno's HTML": ("Deno.jupyter.html`<b>${'<i>a</i>'}</b>`", "text/html", "<b><i>a</i></b>"),
    "Deno's Markdown": ("const { md: mark } = Deno.jupyter; mark`# ${1}`", "text/markdown", "# 1"),
    "Deno's SVG": ("Deno.jupyter.svg`<svg>${1}</svg>`", "image/svg+xml", "<svg>1</svg>"),
    "Deno's picture": ("Deno.jupyter.image(Buffer.from('iVBORw0KGgo=', 'base64'))", "image/png", "iVBORw0KGgo="),
    "Deno's symbol": ("({ [Deno.jupyter.$display]: () => ({ 'text/html': 'mine' }) })", "text/html", "mine"),
    "the second name of a tag": ("$$html`<b>${'<'}</b>`", "text/html", "<b>&lt;</b>"),
}


@pytest.mark.parametrize("code, mime, content", SEEN.values(), ids=SEEN.keys())
def test_what_can_be_seen_is_shown_as_such(kernel, code, mime, content):
    assert kernel.ok(code).of("execute_result")[0]["content"]["data"][mime] == content


def test_deno_formats_broadcasts_and_displays(kernel):
    assert kernel.ok("(await Deno.jupyter.format($$md`# a`))['text/markdown']").value == "'# a'"
    sent = kernel.ok("await Deno.jupyter.broadcast('display_data', { data: { 'text/plain': 'b' }, metadata: {}, transient: {} })").of("display_data")
    assert sent[0]["content"]["data"] == {"text/plain": "b"}
    assert kernel.ok("await Deno.jupyter.display({ 'text/html': 'c' }, { raw: true })").of("display_data")[0]["content"]["data"] == {"text/html": "c"}


def test_libraries_do_not_take_this_for_deno(kernel):
    assert kernel.ok("'Deno' in globalThis").value == "false"
    assert kernel.ok("class Deno { own = 1 } new Deno().own").value == "1"


def test_output_of_threads_is_shown(kernel):
    code = "import { Worker } from 'node:worker_threads'; const w = new Worker(\"console.log('from a thread')\", { eval: true }); await new Promise((r) => w.on('exit', r)); 1"
    assert "from a thread" in kernel.ok(code).text()
