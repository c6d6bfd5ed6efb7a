"""A kernel starts with V8's optimizing compiler held back, and ends with it."""

import pytest

LOOP = """
const start = performance.now();
const values = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i));
const took: number[] = [];
let sum = 0;
while (performance.now() - start < 60_000) {
  const [before, used] = [process.cpuUsage(), process.cpuUsage()];
  for (let i = 0; i < 300; i++) for (let j = 0; j < 300; j++) for (let k = 0; k < 10; k++) sum += (values[i] - values[j]) ** 2 * k;
  const { user } = process.cpuUsage(before);
  took.push(user);
  if (used.user + used.system > 6e6) break;
}
const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
mean(took.slice(1, 6)) / mean(took.slice(-5))
"""


def test_a_loop_that_runs_on_is_optimized_while_it_runs(start):
    kernel = start()
    if int(kernel.ok("process.versions.node.split('.')[0]").value.strip("'")) < 22:
        pytest.skip("nothing is held back in this Node")
    assert float(kernel.ok(LOOP).value) > 1.3
