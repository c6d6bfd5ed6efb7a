import { describe, expect, it } from 'vitest';
import {
  AnnData,
  coOccurrence,
  DenseMatrix,
  knnGraph,
  neighborhoodEnrichment,
  Table,
  TissuebookError,
} from '../../src';
import * as graph from '../../src/graph';
import * as metrics from '../../src/metrics';
import * as prepare from '../../src/prepare';
import * as views from '../../src/views';

type Verb = (...all: unknown[]) => unknown;

const points = new DenseMatrix(4, 2, Float64Array.of(0, 0, 1, 0, 0, 1, 3, 3));
const labels = ['x', 'y', 'x', 'y'];
const adata = new AnnData({
  X: points,
  obs: new Table(['a', 'b', 'c', 'd'], [['type', labels]]),
  var: new Table(['g', 'h']),
  obsm: [['spatial', points]],
});
const neighbors = knnGraph(points, { k: 2 });
const column = adata.obs.get('type');

/** Nothing takes these as its first argument. */
const NOTHING: unknown[] = [undefined, null, 3, true, Symbol('s'), () => 1];
/** Kinds that some verb takes and others do not, in positions where they may be wrong. */
const KINDS: unknown[] = [
  undefined,
  null,
  3,
  'type',
  {},
  [],
  [1, 2, 3],
  ['a', 3],
  adata,
  neighbors,
  points,
  column,
  { a: null },
  new Float64Array(4),
];
const MIXED: unknown[][] = [
  ...KINDS.map((one) => [one]),
  ...KINDS.flatMap((one) => KINDS.map((other) => [one, other])),
  [adata, adata, adata],
  [points, labels, null],
  [neighbors, labels, 3],
  [[1, 2], [true, false], 'text'],
];

const rooms: Record<string, object> = { graph, metrics, prepare, views };
const verbs = Object.entries(rooms).flatMap(([room, all]) =>
  Object.entries(all as Record<string, unknown>)
    .filter(([, verb]) => typeof verb === 'function' && !/^class\b/.test(Function.prototype.toString.call(verb)))
    .map(([name, verb]) => [`${room}: ${name}`, verb as Verb] as const),
);

/** What the call threw, or rejects with; undefined when it gave a result. */
async function thrownBy(verb: Verb, all: unknown[]): Promise<unknown> {
  try {
    await verb(...all);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(verbs)('%s', (_, verb) => {
  it('refuses what is not its kind of argument', async () => {
    for (const nothing of NOTHING) expect(await thrownBy(verb, [nothing])).toBeInstanceOf(TissuebookError);
  });

  it('throws nothing but errors that say what is wrong', async () => {
    for (const all of MIXED) {
      const error = await thrownBy(verb, all);
      if (error !== undefined) expect(error).toBeInstanceOf(TissuebookError);
    }
  });
});

it('finds the verbs', () => {
  expect(verbs.length).toBeGreaterThan(70);
});

it('names the function, the argument, and what it found', () => {
  const enrichment = neighborhoodEnrichment as Verb;
  expect(() => enrichment(neighbors, column)).toThrow(
    'neighborhoodEnrichment: labels must be a list, found an object.',
  );
  expect(() => (coOccurrence as Verb)(adata, labels)).toThrow(
    /coOccurrence: points must be a matrix of rows, columns and values/,
  );
  expect(() => (metrics.pearson as Verb)([1, 2], [1, 'b'])).toThrow('pearson: b[1] must be a number, found "b".');
});
