import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Work } from '../../../src/cluster';
import { WorkTable } from '../../../src/lab/cluster/workTable';
import { KERNEL_API } from '../../../src/protocol';

const host = globalThis as Record<symbol, unknown>;
let pictures: string[] = [];
beforeEach(() => {
  pictures = [];
  const take = (bundle: Record<string, string>): void => void pictures.push(bundle['text/plain']!);
  host[KERNEL_API] = { display: take, update: (_: string, bundle: Record<string, string>) => take(bundle) };
});
afterEach(() => {
  host[KERNEL_API] = undefined;
});

const work = (key: string, status: Work['status'], progress = ''): Work => ({
  ...{ key, status, progress, title: `squint, seed ${key}`, milliseconds: 4200 },
  worker: status === 'waiting' ? undefined : 'tls://127.0.0.1:4000',
  stop: () => undefined,
});
const names = new Map([['tls://127.0.0.1:4000', 'node-7']]);

describe('the table of what a cluster does', () => {
  it('is there for several tasks, not for one', () => {
    expect(WorkTable.of([work('1', 'running')])).toBeUndefined();
    expect(WorkTable.of([work('1', 'running'), work('2', 'finished')])).toBeUndefined();
    expect(pictures).toEqual([]);
    expect(WorkTable.of([work('1', 'running'), work('2', 'waiting')])!.over).toBe(false);
    expect(pictures).toHaveLength(1);
  });

  it('says of each who does it and how far it is, takes in what comes later, and ends with the last', () => {
    const works = [work('1', 'running', 'epoch 3, step 9 of 20'), work('2', 'waiting')];
    const table = WorkTable.of(works)!;
    const later = work('3', 'running');
    table.show([...works, later, work('9', 'finished')], names);
    expect(pictures.at(-1)).toMatch(/^3 tasks: 2 running, 1 waiting\n/);
    expect(pictures.at(-1)).toMatch(/squint, seed 1 +running +node-7 +4 s +epoch 3, step 9 of 20/);
    for (const one of [...works, later]) Object.assign(one, { status: 'finished' });
    table.show([...works, later], names);
    expect(pictures.at(-1)).toMatch(/^3 tasks: 3 finished\n/);
    expect(table.over).toBe(true);
  });
});
