"""What other programs print that a cell has started is the output of that cell."""

import pytest

# A program that prints on both channels, and ends with a code.
CHILD = "console.log('said'); console.error('warned'); process.exit(+(process.argv[1] ?? 0))"

HEAD = f"""
import {{ execFileSync, execSync, fork, spawn, spawnSync }} from 'node:child_process';
import {{ once }} from 'node:events';
import {{ writeFileSync }} from 'node:fs';
const program = {CHILD!r};
const node = process.execPath;
writeFileSync('child.js', program.replace('argv[1]', 'argv[2]'));
"""


@pytest.fixture(scope="module", autouse=True)
def imports(kernel):
    kernel.ok(HEAD)


@pytest.mark.parametrize("stdio", ["'inherit'", "['ignore', 'inherit', 'inherit']", "[0, 1, 2]", "['pipe', process.stdout, process.stderr]"])
def test_spawn_that_inherits(kernel, stdio):
    result = kernel.ok(f"const child = spawn(node, ['-e', program], {{ stdio: {stdio} }}); await once(child, 'close'); child.stdout")
    assert (result.text(), result.text("stderr")) == ("said\n", "warned\n")
    assert result.value == "null"


def test_fork(kernel):
    result = kernel.ok("const forked = fork('child.js'); await once(forked, 'close')")
    assert (result.text(), result.text("stderr")) == ("said\n", "warned\n")


def test_output_shows_while_the_child_runs_and_goes_to_the_cell_that_started_it(kernel):
    code = "const slow = spawn(node, ['-e', \"console.log('first'); setTimeout(() => console.log('last'), 1500)\"], { stdio: 'inherit' }); 1"
    first = kernel.send(code)
    kernel.until(first, "stream")
    kernel.ok("2")
    assert kernel.until(first, "stream")["content"]["text"] == "last\n"


@pytest.mark.parametrize(
    "call",
    [
        "spawnSync(node, ['-e', program], { stdio: 'inherit' }).stdout",
        "execFileSync(node, ['-e', program], { stdio: 'inherit' })",
        "execSync('node child.js', { stdio: 'inherit', encoding: 'utf8' })",
        "execSync('node child.js', { stdio: ['ignore', 'inherit', 'inherit'] })",
    ],
)
def test_calls_that_wait_for_the_child(kernel, call):
    result = kernel.ok(call)
    assert (result.text(), result.text("stderr")) == ("said\n", "warned\n")
    assert result.value == "null"


def test_what_is_asked_for_is_returned_and_not_shown(kernel):
    result = kernel.ok("execSync('node child.js', { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })")
    assert (result.value, result.text(), result.text("stderr")) == ("'said\\n'", "", "warned\n")
    result = kernel.ok("execSync('node child.js', { encoding: 'utf8', stdio: 'pipe' })")
    assert (result.value, result.text(), result.text("stderr")) == ("'said\\n'", "", "")
    result = kernel.ok("const { stdout } = spawnSync(node, ['-e', program], { encoding: 'utf8' }); stdout")
    assert (result.value, result.text(), result.text("stderr")) == ("'said\\n'", "", "")


def test_a_child_that_fails_has_its_output_shown(kernel):
    result = kernel.run("execSync('node child.js 3', { stdio: 'inherit' })")
    assert (result.text(), result.text("stderr")) == ("said\n", "warned\n")
    assert result.error["ename"] == "Error" and "node child.js 3" in result.error["evalue"]


def test_more_output_than_a_synchronous_call_gathers_by_default(kernel):
    result = kernel.ok("execFileSync(node, ['-e', \"process.stdout.write('x'.repeat(5e6))\"], { stdio: 'inherit' })")
    assert len(result.text()) == 5_000_000


def test_letters_of_several_bytes_are_not_torn(kernel):
    result = kernel.ok("const greek = spawn(node, ['-e', \"process.stdout.write('α'.repeat(300001))\"], { stdio: 'inherit' }); await once(greek, 'close'); 0")
    assert result.text() == "α" * 300_001
