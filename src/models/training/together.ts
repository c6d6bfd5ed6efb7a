import { createHash } from 'node:crypto';
import type { Parameters, Peers, Snapshot } from '../../engine';
import { TissuebookError } from '../../errors';

/** What the first of several processes has found, in all of them, as float32; each calls it. */
export async function firstOf(peers: Peers, value: number): Promise<number> {
  const [found] = await peers.sum(Float32Array.of(peers.rank === 0 ? value : 0));
  return found!;
}

/** Gives all processes the weights of the first: start values that are computed on processors of several kinds may differ in the last digits. */
export async function takeFirstWeights(peers: Peers, parameters: Parameters): Promise<void> {
  const own = await parameters.snapshot();
  const row = new Float32Array(parameters.count());
  let size = 0;
  for (const { data } of own.values()) {
    if (peers.rank === 0) row.set(data, size);
    size += data.length;
  }
  const first = await peers.sum(row);
  let at = 0;
  for (const [name, { data }] of own) parameters.set(name, first.subarray(at, (at += data.length)));
}

/** @throws TissuebookError 'peer-lost' where the processes do not have the same weights any more */
export async function checkSameWeights(peers: Peers, parameters: Parameters, epoch: number): Promise<void> {
  if (await allHave(peers, digestOf(await parameters.snapshot()))) return;
  throw new TissuebookError('peer-lost', `The ranks do not have the same weights any more after epoch ${epoch}.`, {
    advice: 'Look whether all of them run the same versions on processors of one kind.',
  });
}

/** @throws TissuebookError 'checkpoint-mismatch' where the processes would begin at several epochs */
export async function checkSameStart(peers: Peers, epoch: number, path: string): Promise<void> {
  if (await allHave(peers, [epoch])) return;
  throw new TissuebookError('checkpoint-mismatch', `Not all ranks find the same run in "${path}".`, {
    argument: 'checkpoint',
    found: path,
    advice: 'Name a file on a disk that all workers see, under the same path.',
  });
}

/** Whether all have the numbers of the first; exact for integers below 2^24. */
async function allHave(peers: Peers, numbers: readonly number[]): Promise<boolean> {
  const first = await peers.sum(Float32Array.from(numbers, (number) => (peers.rank === 0 ? number : 0)));
  const differs = numbers.some((number, at) => number !== first[at]);
  const [others] = await peers.sum(Float32Array.of(differs ? 1 : 0));
  return others === 0;
}

/** Some numbers that stand for weights. */
function digestOf(values: Snapshot): number[] {
  const hash = createHash('sha256');
  for (const { data } of values.values()) hash.update(data);
  const bytes = hash.digest();
  return [0, 2, 4].map((at) => bytes.readUInt16LE(at));
}
