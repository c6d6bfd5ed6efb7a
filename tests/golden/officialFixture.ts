import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { readSafetensors, startEngine } from '../../src/engine';
import type { Fixture } from './fixture';

/** Random weights in the layout of some authors, converted, and what plain PyTorch computes with them: a folder of tests/fixtures. */
export function officialFixtures(name: string): {
  folder: string;
  /** What PyTorch computed. */
  expected: (name: string) => Fixture;
  /** A folder for files of the test, while it runs. */
  scratch: () => string;
} {
  const folder = join(__dirname, '..', 'fixtures', name);
  let scratch = '';
  beforeAll(async () => {
    await startEngine();
    scratch = await mkdtemp(join(tmpdir(), 'official-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));
  const expected = (one: string): Fixture => {
    const { tensors } = readSafetensors(readFileSync(join(folder, `${one}.expected.safetensors`)));
    return { name: one, tensors: Object.fromEntries(tensors), config: {}, scalars: {} };
  };
  return { folder, expected, scratch: () => scratch };
}
