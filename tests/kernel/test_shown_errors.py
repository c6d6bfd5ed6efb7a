"""An error is shown with all that it holds, and nothing that is thrown or shown breaks a cell's answer."""

import pytest

TWO = "await Promise.any([Promise.reject(new Error('bad file one')), Promise.reject(new RangeError('bad file two'))])"


def test_the_errors_of_an_aggregate_error_are_shown(kernel):
    error = kernel.run(TWO).error
    assert (error["ename"], error["evalue"]) == ("AggregateError", "All promises were rejected")
    text = "\n".join(error["traceback"])
    assert "Error 1 of 2:" in text and "Error: bad file one" in text and "RangeError: bad file two" in text


def test_gathered_errors_of_a_cause_and_causes_of_gathered_errors_are_shown(kernel):
    text = kernel.run("throw new Error('top', { cause: new AggregateError([new Error('left', { cause: new TypeError('root') }), 'plain'], 'both') })").traceback
    for part in ("Caused by", "AggregateError: both", "Error: left", "TypeError: root", "'plain'"):
        assert part in text


def test_causes_come_with_their_places(kernel):
    count = kernel.ok("function open() { throw new Error('inner') }").reply["execution_count"]
    text = kernel.run("try { open() } catch (cause) {\n  throw new Error('outer', { cause })\n}").traceback
    assert f"Cell {count}, line 1, column 25 in open" in text[text.index("Caused by") :]


def test_what_was_added_to_an_error_is_shown(kernel):
    text = kernel.run("import { readFileSync } from 'node:fs'\nreadFileSync('/nowhere/at.all')").traceback
    assert "errno: -2" in text and "syscall" not in text.replace("open '/nowhere", "")
    text = kernel.run("throw Object.assign(new Error('too many'), { found: 12, cells: [1, 2] })").traceback
    assert "found: 12" in text and "cells: [ 1, 2 ]" in text
    assert "kind: 'corrupt'" in kernel.run("import { TissuebookError } from 'tissuebook'; throw new TissuebookError('corrupt', 'It ends.')").traceback


def test_errors_that_hold_each_other_and_long_lists_end(kernel):
    assert "(the same error)" in kernel.run("const loop = new Error('loop'); loop.cause = loop; throw loop").traceback
    text = kernel.run("throw new AggregateError(Array.from({ length: 99 }, (_, i) => new Error('e' + i)), 'many')").traceback
    assert "and 89 more" in text and "e9" in text and "e10" not in text


THROWN = {
    "a proxy that throws": "throw new Proxy({}, { get() { throw new Error('no') }, has() { throw new Error('no') }, getPrototypeOf() { throw new Error('no') } })",
    "an error whose name throws": "throw Object.defineProperty(new Error('m'), 'name', { get() { throw new Error('no') } })",
    "an error whose message is a symbol": "throw Object.assign(new Error(), { message: Symbol('why') })",
    "an error whose stack throws": "throw Object.defineProperty(new Error('m'), 'stack', { get() { throw new Error('no') } })",
    "an object that inspects itself badly": "throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no') } }",
    "a function": "throw () => 1",
    "a symbol": "throw Symbol('s')",
}


@pytest.mark.parametrize("code", THROWN.values(), ids=THROWN.keys())
def test_whatever_is_thrown_is_an_error_of_the_cell(kernel, code):
    result = kernel.run(code)
    assert result.reply["status"] == "error" and result.error["traceback"][0]
    assert kernel.ok("1 + 1").value == "2"


SHOWN = {
    "a proxy that throws": "new Proxy({}, { get() { throw new Error('no') } })",
    "a proxy whose every trap throws": "new Proxy({}, new Proxy({}, { get() { throw new Error('no') } }))",
    "a revoked proxy": "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
    "a getter of its tag that throws": "({ get [Symbol.toStringTag](): string { throw new Error('no') } })",
    "a getter of a canvas's method that throws": "({ get toDataURL(): string { throw new Error('no') } })",
    "a chart that cannot say itself": "({ toSpec() { throw new Error('no') } })",
    "a list of proxies": "[new Proxy({}, { getPrototypeOf() { throw new Error('no') }, ownKeys() { throw new Error('no') } })]",
    "an own inspection that throws": "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no') } })",
    "a getter `then` that throws": "({ get then(): unknown { throw new Error('no') } })",
    "a chart that holds itself": "({ toSpec() { const a: any = {}; a.a = a; return a } })",
    "a chart with a bigint": "({ toSpec() { return { n: 1n } } })",
}


@pytest.mark.parametrize("value", SHOWN.values(), ids=SHOWN.keys())
def test_a_result_whose_display_throws_is_an_output(kernel, value):
    result = kernel.ok(f"const shown_ = {value}; shown_")
    assert result.value
    assert kernel.ok("typeof shown_").value in ("'object'", "'function'")
    assert kernel.ok("display(shown_)").of("display_data")


def test_an_own_display_that_throws_is_told_with_its_place_and_shown_as_text(kernel):
    code = "class Map2 { cells = 3;\n  [Symbol.for('Jupyter.display')](): unknown { throw new Error('no tissue') } }"
    kernel.ok(code)
    for show in ("new Map2()", "display(new Map2())"):
        result = kernel.ok(show)
        shown = result.of("execute_result") + result.of("display_data")
        assert "cells: 3" in shown[0]["content"]["data"]["text/plain"]
        assert "no tissue" in result.text("stderr") and "line 2" in result.text("stderr")
    assert "late" in kernel.ok("({ async [Symbol.for('Jupyter.display')]() { throw new Error('late') } })").text("stderr")


def test_bad_tostring_of_expressions_does_not_break_the_answer(kernel):
    reply = kernel.run("1", user_expressions={"bad": "new Proxy({}, { get() { throw new Error('no') } })", "good": "2"}).reply
    assert reply["status"] == "ok" and reply["user_expressions"]["good"]["data"]["text/plain"] == "2"


def test_promises_as_results_are_still_waited_for(kernel):
    assert kernel.ok("Promise.resolve(7)").value == "7"
    assert kernel.ok("({ then(done: (n: number) => void) { done(8) } })").value == "8"
