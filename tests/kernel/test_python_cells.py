"""Cells that begin with %%python: they run in an ipykernel of the kernel's own, and variables pass both ways by name."""

import os
import re
import signal
import sys
import time

import pytest
from conftest import ROOT, wait_until
from kernel_client import Kernel

LIBRARY = "import { AnnData, DenseMatrix, SparseMatrix, Table, categorical, readH5ad, writeH5ad, toMuData, valuesOf } from 'tissuebook';"
ENVIRONMENT = {**os.environ, "TISSUEBOOK_PYTHON": sys.executable}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A kernel that has imported the library of this checkout, which it belongs to."""
    with Kernel(cwd=str(tmp_path_factory.mktemp("python")), env=ENVIRONMENT) as one:
        assert one.run(LIBRARY).error is None
        yield one


def python(kernel, code, header="%%python"):
    result = kernel.run(f"{header}\n{code}")
    assert result.error is None, result.traceback
    return result


def test_prints_shows_and_keeps_variables(kernel):
    assert python(kernel, "x = 6\nprint('hello')").text() == "hello\n"
    shown = python(kernel, "x * 7").of("display_data")
    assert [one["content"]["data"]["text/plain"] for one in shown] == ["42"]


def test_a_blank_line_may_stand_before_and_a_word_that_only_begins_so_is_typescript(kernel):
    assert kernel.run("\n%%python\nprint(1)").text() == "1\n"
    assert kernel.run("%%pythonic").error is not None


def test_streams_go_to_their_streams(kernel):
    result = python(kernel, "import sys\nprint('out')\nprint('err', file=sys.stderr)")
    assert (result.text("stdout"), result.text("stderr")) == ("out\n", "err\n")


def test_an_exception_is_shown_as_python_shows_it_and_fails_the_cell(kernel):
    result = kernel.run("%%python\ndef f():\n    return 1 / 0\nf()")
    assert result.reply["status"] == "error"
    assert result.error["ename"] == "ZeroDivisionError"
    assert "return 1 / 0" in " ".join(re.sub(r"\x1b\[[0-9;]*m", " ", result.traceback).split())
    assert python(kernel, "print('on')").text() == "on\n"


PLAIN = {
    "42": "int 42",
    "-0.5": "float -0.5",
    "NaN": "float nan",
    "-Infinity": "float -inf",
    "2n ** 70n": f"int {2**70}",
    "'a \\u2603 \\\\ \"b\"'": "str a \u2603 \\ \"b\"",
    "true": "bool True",
    "null": "NoneType None",
    "[1, 'a', [2.5, null]]": "list [1, 'a', [2.5, None]]",
    "({ $: 'number', value: 'nan', inner: { a: [1] } })": "dict {'$': 'number', 'value': 'nan', 'inner': {'a': [1]}}",
    "new Map([['a', 1]])": "dict {'a': 1}",
    "Float32Array.of(0.5, NaN)": "ndarray [0.5 nan] float32",
    "BigInt64Array.of(2n ** 62n)": f"ndarray [{2**62}] int64",
    "new Uint8Array([1, 2, 3, 4]).subarray(1, 3)": "ndarray [2 3] uint8",
}


@pytest.mark.parametrize("value", PLAIN)
def test_plain_values_go_to_python(kernel, value):
    kernel.run(f"const given = {value};")
    shown = python(kernel, "print(type(given).__name__, given, *([given.dtype] if hasattr(given, 'dtype') else []))", "%%python -i given")
    assert shown.text().strip() == PLAIN[value]


BACK = {
    "3": ("number", "3"),
    "2**53 + 1": ("bigint", "9007199254740993n"),
    "[1, 2.5]": ("number[]", "[ 1, 2.5 ]"),
    "{'a': [True, None]}": ("{ a: (boolean | null)[] }", "{ a: [ true, null ] }"),
    "float('inf')": ("number", "Infinity"),
    "__import__('numpy').arange(3)": ("Int32Array", "Int32Array(3) [ 0, 1, 2 ]"),
    "__import__('numpy').array([2**60])": ("BigInt64Array", f"BigInt64Array(1) [ {2**60}n ]"),
    "__import__('numpy').float16(0.5)": ("number", "0.5"),
    "__import__('numpy').array(['a', 'b'])": ("string[]", "[ 'a', 'b' ]"),
    "(1, 'x')": ("(string | number)[]", "[ 1, 'x' ]"),
}


@pytest.mark.parametrize("value", BACK)
def test_plain_values_come_back_with_their_types(kernel, value):
    type_, shown = BACK[value]
    python(kernel, f"back = {value}", "%%python -o back")
    assert kernel.run("back").value == shown
    # The compiler knows the type: the assignment checks it.
    assert kernel.run(f"const typed: {type_} = back;").error is None
    assert kernel.run("const wrong: { never: 1 } = back;").error is not None


def test_several_names_pass_at_once(kernel):
    kernel.run("const left = [1, 2], right = 'r';")
    python(kernel, "both = [left, right]\nmore = len(left)", "%%python -i left,right -o both -o more")
    assert kernel.run("[both, more]").value == "[ [ [ 1, 2 ], 'r' ], 2 ]"


def test_what_cannot_pass_is_said(kernel):
    kernel.run("const f = () => 1; class Own { a = 1 } const own = { list: [new Own()] };")
    assert "f is a function" in kernel.run("%%python -i f\n1").error["evalue"]
    assert "own.list[0] is of the class Own" in kernel.run("%%python -i own\n1").error["evalue"]
    assert "no variable of that name" in kernel.run("%%python -i nowhere\n1").error["evalue"]
    assert "which Python has not" in kernel.run("%%python -o nowhere\n1").error["evalue"]
    assert "no form in the notebook" in kernel.run("%%python -o module\nimport os as module").error["evalue"]


@pytest.mark.parametrize("header", ["%%python -x a", "%%python -i", "%%python -i a-b", "%%python -o class"])
def test_a_first_line_that_cannot_be_is_said_and_nothing_runs(kernel, header):
    result = kernel.run(f"{header}\nprint('ran')")
    assert "%%python" in result.error["evalue"]
    assert result.text() == ""


def test_every_part_of_anndata_passes_both_ways(kernel):
    pytest.importorskip("anndata")
    kernel.run(
        """
const X = SparseMatrix.fromDense(new DenseMatrix(3, 2, Float32Array.of(1, 0, 0, 2, 3, 0)));
const cells = new Table(['c1', 'c2', 'c3'], [
  ['type', categorical(['T', 'B', 'T'], { categories: ['B', 'T'] })], ['size', Float64Array.of(1.5, NaN, 2)], ['in', [true, false, true]],
  ['name', ['x', 'y', 'z']],
]);
const whole = new AnnData({
  X, obs: cells, var: new Table(['g1', 'g2'], [['high', [true, false]]]),
  layers: [['counts', X]], obsm: [['spatial', new DenseMatrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6.25))]],
  varm: [['PCs', new DenseMatrix(2, 1, Float32Array.of(0.5, 1))]], obsp: [['near', SparseMatrix.fromDense(new DenseMatrix(3, 3, new Float32Array(9).fill(1)))]],
  uns: new Map<string, any>([['units', 'um'], ['n', 3]]), raw: { X, var: new Table(['g1', 'g2']) },
});
"""
    )
    result = python(
        kernel,
        """
import numpy as np
assert whole.shape == (3, 2) and list(whole.obs_names) == ['c1', 'c2', 'c3']
assert list(whole.obs['type'].cat.categories) == ['B', 'T'] and whole.obs['in'].dtype == bool
assert np.array_equal(whole.X.toarray(), [[1, 0], [0, 2], [3, 0]]) and whole.X.dtype == 'float32'
assert np.array_equal(whole.obsm['spatial'], [[1, 2], [3, 4], [5, 6.25]]) and whole.obsm['spatial'].dtype == 'float64'
assert whole.raw.shape == (3, 2) and whole.uns['units'] == 'um' and whole.obsp['near'].sum() == 9
whole.obs['more'] = [1, 2, 3]
whole.obsm['X_new'] = np.ones((3, 4), 'float32')
part = whole[whole.obs['type'] == 'T']
""",
        "%%python -i whole -o whole,part",
    )
    assert result.text("stderr") == ""
    shown = kernel.run(
        """[whole.nObs, part.nObs, whole.obs.names.join(), [...whole.obsm.keys()].join(), String(whole.uns.get('units')),
            [...whole.layers.keys()].join(), whole.raw!.var.length, [...whole.varm.keys(), ...whole.obsp.keys()].join(), whole.var.names.join()].join(' | ')"""
    )
    assert shown.value == "'3 | 2 | type,size,in,name,more | X_new,spatial | um | counts | 2 | PCs,near | high'"


def test_tables_and_matrices_pass_both_ways(kernel):
    pytest.importorskip("anndata")
    kernel.run("const table = new Table(['a', 'b'], [['n', Float64Array.of(1, 2)]]); const dense = new DenseMatrix(2, 2, Float64Array.of(1, 2, 3, 4));")
    python(
        kernel,
        "assert list(table.index) == ['a', 'b'] and table['n'].sum() == 3\ntable['twice'] = table['n'] * 2\ncolumn = table['twice']\nproduct = dense @ dense\n"
        "import scipy.sparse\nsparse = scipy.sparse.csr_matrix(product)",
        "%%python -i table,dense -o table,column,product,sparse",
    )
    shown = kernel.run("[[...valuesOf(table.get('twice'))], column.names, product.toDense().values, sparse.constructor.name]")
    assert shown.value == "[ [ 2, 4 ], [ 'twice' ], Float64Array(4) [ 7, 10, 15, 22 ], 'SparseMatrix' ]"


def test_modalities_pass_both_ways(kernel):
    pytest.importorskip("mudata")
    kernel.run("const one = new AnnData({ X: new DenseMatrix(2, 1, Float32Array.of(1, 2)), obs: new Table(['a', 'b']), var: new Table(['g']) }); const both_views = toMuData({ rna: one, prot: one });")
    python(kernel, "assert set(both_views.mod) == {'rna', 'prot'}\nboth_views['rna'].obs['n'] = [1, 2]", "%%python -i both_views -o both_views")
    assert kernel.run("[...both_views.mod.keys(), ...both_views.mod.get('rna')!.obs.names].join()").value == "'rna,prot,n'"


def test_completes_and_explains_python(kernel):
    python(kernel, "long_name_of_python = 1\ndef explained():\n    'What it is for.'")
    code = "%%python -i left\nprint('\U0001f9ec')\nlong_na"
    reply = kernel.client.complete(code, len(code), reply=True, timeout=60)["content"]
    assert reply["matches"] == ["long_name_of_python"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (len(code) - 7, len(code))
    code = "%%python\nexplained"
    assert "What it is for." in kernel.client.inspect(code, len(code), reply=True, timeout=60)["content"]["data"]["text/plain"]
    code = "%%pyth"
    assert kernel.client.complete(code, len(code), reply=True, timeout=60)["content"]["status"] == "ok"


def test_asks_its_user(kernel):
    request = kernel.client.execute("%%python\nname = input('Who? ')\nprint('you are', name)", allow_stdin=True)
    question = kernel.client.get_stdin_msg(timeout=60)
    assert question["content"]["prompt"] == "Who? "
    kernel.client.input("Ada")
    assert "you are Ada" in "".join(m["content"]["text"] for m in kernel.gather(request) if m["msg_type"] == "stream")
    kernel.reply(request)


def test_widgets_of_python_have_comms_of_this_kernel(kernel):
    pytest.importorskip("ipywidgets")
    result = python(kernel, "import ipywidgets\nslider = ipywidgets.IntSlider(value=3)\nslider.observe(lambda change: print('moved', change['new']), 'value')\nslider")
    opened = [one["content"] for one in result.of("comm_open")]
    assert {one["target_name"] for one in opened} == {"jupyter.widget"}
    slider = next(one for one in opened if one["data"]["state"].get("_model_name") == "IntSliderModel")
    message = kernel.client.session.msg("comm_msg", {"comm_id": slider["comm_id"], "data": {"method": "update", "state": {"value": 7}}})
    kernel.client.shell_channel.send(message)
    assert kernel.until(message["header"]["msg_id"], "stream")["content"]["text"] == "moved 7\n"
    assert python(kernel, "print(slider.value)").text() == "7\n"


def test_an_interrupt_reaches_python_and_its_variables_stay(kernel):
    python(kernel, "kept = 5")
    request = kernel.client.execute("%%python\nimport time\nprint('begun')\ntime.sleep(60)")
    kernel.until(request, "stream")
    started = time.monotonic()
    kernel.manager.interrupt_kernel()
    reply = kernel.reply(request)["content"]
    assert reply["ename"] == "KeyboardInterrupt" and time.monotonic() - started < 20
    assert python(kernel, "print(kept)").text() == "5\n"
    assert kernel.run("both").error is None


def test_when_python_is_killed_the_notebook_goes_on(kernel):
    kernel.run("const ours = 11;")
    pid = int(python(kernel, "import os\nprint(os.getpid())\nlost = 1").text())
    request = kernel.client.execute("%%python\nprint('begun')\ntime.sleep(60)")
    kernel.until(request, "stream")
    os.kill(pid, signal.SIGKILL)
    reply = kernel.reply(request)["content"]
    assert reply["ename"] == "PythonEnded" and "SIGKILL" in reply["evalue"]
    assert kernel.run("ours").value == "11"
    assert "NameError" in kernel.run("%%python\nlost").error["ename"]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().split(")")[1].split()[0] != "Z"


@pytest.mark.parametrize("killed", [False, True])
def test_python_ends_with_the_kernel_and_leaves_nothing(start, tmp_path, killed):
    kernel = start(cwd=str(tmp_path), env={**ENVIRONMENT, "TMPDIR": str(tmp_path)})
    pid = int(kernel.run("%%python\nimport os\nprint(os.getpid())").text())
    if killed:
        os.kill(kernel.pid, signal.SIGKILL)
    else:
        kernel.client.shutdown()
    wait_until(lambda: not alive(pid))
    if not killed:
        assert [one.name for one in tmp_path.iterdir() if one.name.startswith("tissuebook-py-")] == []


def test_a_python_without_ipykernel_is_said(kernel, tmp_path):
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\necho \"No module named ipykernel_launcher\" >&2\nexit 1\n")
    bare.chmod(0o755)
    error = kernel.run(f"%%python --python {bare}\n1").error
    assert "pip install ipykernel" in error["evalue"]
    assert "cannot be started" in kernel.run("%%python --python /nowhere/python\n1").error["evalue"]


def test_a_hundred_megabytes_pass_in_a_second(kernel):
    kernel.run("const large = new Float32Array(25e6).fill(0.5);")
    python(kernel, "1")
    started = time.monotonic()
    python(kernel, "large = large[:10]", "%%python -i large")
    assert time.monotonic() - started < 4  # A second where nothing else runs; tests/bench measures it.


def test_the_helper_leaves_no_names_behind(kernel):
    assert python(kernel, "print(sorted(name for name in globals() if 'tissuebook' in name))").text() == "[]\n"
    assert (ROOT / "tissuebook" / "exchange.py").exists()
