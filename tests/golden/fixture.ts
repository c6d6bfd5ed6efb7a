import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type StoredTensor, readSafetensors } from '../../src/engine/checkpoint/safetensors';

/** A golden fixture: numbers that another implementation computed. */
export interface Fixture {
  name: string;
  /** By full name: 'in.counts', 'param.mlp.fc1.weight', 'out.loss', 'grad.param.mlp.fc1.weight'. */
  tensors: Record<string, StoredTensor>;
  // A fixture's configuration is whatever its maker wrote down; each test knows its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  config: any;
  scalars: Record<string, number>;
}

/** Where the fixtures are: TISSUEBOOK_GOLDEN and nowhere else when it is set; else ../shared/golden, else tests/fixtures/golden. */
export function goldenFolder(): string | undefined {
  const root = join(__dirname, '..', '..');
  const named = process.env.TISSUEBOOK_GOLDEN;
  if (named) {
    if (!existsSync(named)) throw new Error(`TISSUEBOOK_GOLDEN names ${named}, where there is no folder`);
    return named;
  }
  return [join(root, '..', 'shared', 'golden'), join(root, 'tests/fixtures/golden')].find((place) => existsSync(place));
}

/** The path of a fixture ('squint_step', 'attention/softmax'), or undefined when it is not there. */
export function fixturePath(name: string): string | undefined {
  const folder = goldenFolder();
  const path = folder && join(folder, `${name}.safetensors`);
  return path && existsSync(path) ? path : undefined;
}

export function loadFixture(name: string): Fixture {
  const path = fixturePath(name);
  if (!path) throw new Error(`the fixture ${name} is absent (TISSUEBOOK_GOLDEN names the folder of fixtures)`);
  const { tensors, metadata } = readSafetensors(readFileSync(path));
  const { scalars: inside, ...config } = JSON.parse(metadata.config ?? '{}');
  const scalars = metadata.scalars ? JSON.parse(metadata.scalars) : (inside ?? {});
  return { name, tensors: Object.fromEntries(tensors), config, scalars };
}

/** describe() over a fixture; where it is absent, one skipped test says so by name. */
export function describeGolden(name: string, body: (fixture: Fixture) => void): void {
  describe(`golden ${name}`, () => {
    if (fixturePath(name)) body(loadFixture(name));
    else it.skip(`needs the fixture ${name}, absent here (set TISSUEBOOK_GOLDEN)`, () => undefined);
  });
}

/** The tensors whose name starts with `prefix` ('param.'), without it. */
export function withPrefix(fixture: Fixture, prefix: string): Record<string, StoredTensor> {
  return Object.fromEntries(
    Object.entries(fixture.tensors)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, tensor]) => [key.slice(prefix.length), tensor]),
  );
}

/** The largest magnitude among the fixture's float tensors of a kind ('out' or 'grad'). */
export function largestOf(fixture: Fixture, kind: 'out' | 'grad'): number {
  let largest = 0;
  for (const { data } of Object.values(withPrefix(fixture, `${kind}.`))) {
    if (data instanceof Float32Array) for (const value of data) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

/**
 * The fixtures' rule: max|got - want| <= tolerance * max|want| + 1e-6 * min(1, largest). Integer tensors must be equal.
 *
 * @param largest the largest magnitude among the fixture's tensors of that kind
 */
export function agrees(got: ArrayLike<number>, want: StoredTensor, tolerance: number, largest = 1): boolean {
  return disagreement(got, want, tolerance, largest) === undefined;
}

/** Fails the test, saying by how much, unless `got` agrees with the tensor `key` ('out.loss') of the fixture. */
export function expectAgrees(fixture: Fixture, key: string, got: ArrayLike<number>, tolerance: number): void {
  const want = fixture.tensors[key];
  expect(want, `${fixture.name} holds ${key}`).toBeDefined();
  const largest = largestOf(fixture, key.startsWith('grad.') ? 'grad' : 'out');
  expect(disagreement(got, want, tolerance, largest), `${fixture.name} ${key}`).toBeUndefined();
}

function disagreement(
  got: ArrayLike<number>,
  want: StoredTensor,
  tolerance: number,
  largest: number,
): string | undefined {
  const values = want.data as ArrayLike<number>;
  if (got.length !== values.length) return `${got.length} values, want ${values.length}`;
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(got[i]) !== Number.isNaN(values[i])) return `value ${i} is ${got[i]}, want ${values[i]}`;
    if (Number.isNaN(values[i])) continue;
    worst = Math.max(worst, Math.abs(got[i] - values[i]));
    scale = Math.max(scale, Math.abs(values[i]));
  }
  const allowed = want.data instanceof Float32Array ? tolerance * scale + 1e-6 * Math.min(1, largest) : 0;
  return worst <= allowed ? undefined : `off by ${worst}, allowed ${allowed}, scale ${scale}`;
}
