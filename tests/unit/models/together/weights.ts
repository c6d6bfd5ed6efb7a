import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors } from '../../../../src/engine';
import type { Model } from '../../../../src/models';

/** The weights of a trained model by name, as its file has them. */
export async function weightsOf(model: Model): Promise<Map<string, Float32Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'weights-'));
  try {
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    const { tensors } = readSafetensors(await readFile(path));
    return new Map([...tensors].map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The largest difference of a weight; infinite where two models do not have the same weights. */
export function farthest(a: Map<string, Float32Array>, b: Map<string, Float32Array>): number {
  if ([...a.keys()].join() !== [...b.keys()].join()) return Infinity;
  let most = 0;
  for (const [name, values] of a) {
    const other = b.get(name)!;
    values.forEach((value, at) => (most = Math.max(most, Math.abs(value - (other[at] ?? Infinity)))));
  }
  return most;
}
