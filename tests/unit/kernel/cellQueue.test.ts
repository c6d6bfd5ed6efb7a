import { expect, test } from 'vitest';
import { CellQueue } from '../../../kernel/session/cellQueue';
import { now } from '../../../kernel/transport/clock';
import type { Message } from '../../../kernel/transport/message';

const FIRST_SENT = Date.parse('2026-01-01T00:00:00.000Z');

function cell(id: string, sentAfter: number): Message {
  const date = new Date(FIRST_SENT + sentAfter).toISOString();
  const header = { msg_id: id, msg_type: 'execute_request', session: 'one', username: '', version: '5.4', date };
  return { identities: [], header, parent: {}, metadata: {}, content: {}, buffers: [] };
}

/** Keeps this thread busy, as other programs do that take its processor. */
function busy(ms: number): void {
  for (const end = now() + ms; now() < end;);
}

/** Runs a cell that fails after 30 ms and then another; says whether that one has run. */
async function runs(sentAfter: (answeredAfter: number) => number): Promise<boolean> {
  const ran: string[] = [];
  const queue = new CellQueue({
    run: async ({ header }) => {
      ran.push(header.msg_id);
      if (header.msg_id !== 'failing') return undefined;
      const arrived = now();
      await new Promise((resolve) => setTimeout(resolve, 30));
      const answered = now();
      // The answer is on its way now, and its client quick.
      setTimeout(() => queue.add(cell('next', sentAfter(answered - arrived))), 1);
      busy(50);
      return answered;
    },
    abort: () => undefined,
  });
  queue.add(cell('failing', 0));
  await new Promise((resolve) => setTimeout(resolve, 150));
  return ran.includes('next');
}

test('a cell that is sent as soon as the failure is known runs, however busy the machine is', async () => {
  expect(await runs((answeredAfter) => answeredAfter + 2)).toBe(true);
});

test('a cell that was sent before the failure can have been known does not run', async () => {
  expect(await runs((answeredAfter) => answeredAfter - 10)).toBe(false);
});
