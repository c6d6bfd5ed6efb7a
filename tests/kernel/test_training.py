"""A training run of the library's own engine in the kernel: it hears the user, and keeps what it has learnt."""

import time
import uuid

import pytest

SET_UP = """
import { AnnData, DenseMatrix, Random, Table, zoo } from 'tissuebook';
const random = new Random(3), cells = 120, genes = 6;
const x = new Float32Array(cells * genes).map(() => random.integer(0, 12));
const at = new Float64Array(cells * 2).map(() => random.integer(0, 4096));
const names = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => prefix + i);
const adata = new AnnData({
  X: new DenseMatrix(cells, genes, x),
  obs: new Table(names('cell', cells)),
  var: new Table(names('gene', genes)),
  obsm: [['spatial', new DenseMatrix(cells, 2, at)]],
});
"""

# More epochs than anybody waits for.
TRAIN = """
const squint = zoo.create('squint', { preset: 'tiny', seed: 4 });
const run = squint.fit(adata, { epochs: 100000 });
void (async () => { for await (const { step } of run) if (step === 5) console.log('five steps') })();
await run;
[run.status, squint.trained, run.reports.length >= 5].join()
"""


@pytest.fixture(scope="module")
def trained(kernel):
    kernel.ok(SET_UP)
    return kernel


def training(kernel):
    msg_id = kernel.send(TRAIN)
    while "five steps" not in kernel.until(msg_id, "stream", timeout=120)["content"]["text"]:
        pass
    return msg_id


def test_an_interrupt_ends_training_after_its_step_and_what_was_learnt_can_be_used(trained):
    msg_id = training(trained)
    asked = time.monotonic()
    trained.manager.interrupt_kernel()
    result = trained.finish(msg_id)
    # The claim is 2 s; a loaded machine gets as much again.
    assert time.monotonic() - asked < 4
    assert result.reply["status"] == "ok", result.reply
    assert result.value == "'interrupted,true,true'"
    steps = trained.ok("run.reports.length").value
    time.sleep(0.3)
    assert trained.ok("run.reports.length").value == steps, "training went on"
    assert trained.ok("(await squint.tokenize(adata)).codes.length").value == "120"
    assert trained.ok("adata.obs.has('squint_token')").value == "true"


def test_comms_completion_and_output_are_served_while_it_trains(trained):
    trained.ok("kernel.onComm('ask', (comm) => { comm.onMessage = () => comm.send({ step: run.reports.length }) })")
    msg_id = training(trained)
    session, channel, comm = trained.client.session, trained.client.shell_channel, uuid.uuid4().hex
    session.send(channel.socket, session.msg("comm_open", {"comm_id": comm, "target_name": "ask", "data": {}}))
    steps = []
    for _ in range(3):
        message = session.msg("comm_msg", {"comm_id": comm, "data": {}})
        session.send(channel.socket, message)
        steps.append(trained.until(message["header"]["msg_id"], "comm_msg")["content"]["data"]["step"])
        time.sleep(0.1)
    assert steps == sorted(steps) and steps[-1] > steps[0] >= 5
    assert "tokenize" in trained.reply(trained.client.complete("squint.token"))["content"]["matches"]
    trained.manager.interrupt_kernel()
    assert trained.finish(msg_id).value == "'interrupted,true,true'"


def test_the_next_cells_train_again(trained):
    assert trained.ok("const short = zoo.create('squint', { preset: 'tiny', seed: 4 }); const second = short.fit(adata, { epochs: 1 }); await second; second.status", timeout=120).value == "'finished'"
