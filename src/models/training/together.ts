import { createHash, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
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

/**
 * Looks whether all processes see the file that the first one will write, which holds the run after an epoch.
 *
 * @throws TissuebookError 'checkpoint-mismatch' where they do not, or would begin at several epochs
 */
export async function checkSameFile(peers: Peers, path: string, epoch: number): Promise<void> {
  const number = await firstOf(peers, randomInt(2 ** 24));
  const mark = `${path}.ranks-${number}`;
  const written = peers.rank === 0 ? await writeFile(mark, '').then(() => 1, () => 0) : 0; // prettier-ignore
  // Where there is no room for the mark, the first write of the run says it.
  const there = await firstOf(peers, written);
  const [missing] = await peers.sum(Float32Array.of(there === 0 || existsSync(mark) ? 0 : 1));
  if (written) await rm(mark, { force: true });
  if (missing === 0 && (await allHave(peers, [epoch]))) return;
  const what = missing === 0 ? 'Not all ranks find the same run' : `${missing} of ${peers.size} ranks do not see files`;
  throw new TissuebookError('checkpoint-mismatch', `${what} where the training is to be kept: "${path}".`, {
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
