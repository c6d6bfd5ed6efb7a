import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutPipeline, NODE } from '../../../extension/src/pipeline/layout';
import { railLayout } from '../../../extension/src/pipeline/railLayout';
import type { PipelineGraph } from '../../../extension/src/pipeline/pipelineGraph';
import { libraryNames, mainStep, stepsOf } from '../../../extension/src/pipeline/steps';
import { cellNames } from '../../../extension/src/code/cellNames';

/** Cells 0, 1, 2, ... and edges from earlier to later ones. */
function pipelineOf(count: number, edges: readonly (readonly [number, number])[]): PipelineGraph {
  const nodes = Array.from({ length: count }, (_, place) => ({
    id: `c${place}`,
    place,
    main: 'code' as const,
    steps: [],
    title: '',
    makes: [],
    changes: [],
  }));
  return { nodes, edges: edges.map(([from, to]) => ({ from: `c${from}`, to: `c${to}`, names: ['x'] })) };
}

const anyPipeline = fc.integer({ min: 2, max: 9 }).chain((count) =>
  fc
    .uniqueArray(fc.tuple(fc.nat(count - 2), fc.nat(count - 1)), {
      maxLength: 12,
      selector: ([a, b]) => `${a} ${b}`,
    })
    .map((pairs) =>
      pipelineOf(
        count,
        pairs.filter(([from, to]) => from < to),
      ),
    ),
);

describe('the layout of a pipeline', () => {
  it('has every node within its size, and none on another', () => {
    fc.assert(
      fc.property(anyPipeline, (pipeline) => {
        const { width, height, nodes } = layoutPipeline(pipeline);
        const places = [...nodes.values()];
        expect(nodes.size).toBe(pipeline.nodes.length);
        for (const { x, y } of places) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + NODE.width).toBeLessThanOrEqual(width);
          expect(y + NODE.height).toBeLessThanOrEqual(height);
        }
        places.forEach((a, i) =>
          places
            .slice(0, i)
            .forEach((b) => expect(Math.abs(a.x - b.x) >= NODE.width || Math.abs(a.y - b.y) >= NODE.height).toBe(true)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('leads every edge downwards, from the cell that makes to the one that uses', () => {
    fc.assert(
      fc.property(anyPipeline, (pipeline) => {
        const { nodes, edges } = layoutPipeline(pipeline);
        expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(
          pipeline.edges.map(({ from, to }) => `${from} ${to}`),
        );
        for (const { from, to, points } of edges) {
          expect(nodes.get(to)!.y).toBeGreaterThanOrEqual(nodes.get(from)!.y + NODE.height);
          expect(points[0].y).toBeLessThanOrEqual(points.at(-1)!.y);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the layout of a pipeline in a panel of 200 pixels', () => {
  it('has every cell in its width, below each other, with three quarters of it for words, and no line on a cell', () => {
    fc.assert(
      fc.property(anyPipeline, (pipeline) => {
        const { width, height, nodeWidth, nodes, edges } = railLayout(pipeline, 200);
        const places = [...nodes.values()];
        expect(width).toBe(200);
        expect(nodeWidth).toBeGreaterThanOrEqual(146);
        places.forEach(({ x, y }, i) => {
          expect(x + nodeWidth).toBeLessThanOrEqual(200);
          if (i > 0) expect(y).toBeGreaterThanOrEqual(places[i - 1]!.y + NODE.height);
        });
        expect(places.at(-1)!.y + NODE.height).toBeLessThanOrEqual(height);
        const left = places[0]!.x;
        for (const { points } of edges) for (const { x } of points) expect(x > 0 && x <= left).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('runs what different cells make down lanes of their own', () => {
    const { edges } = railLayout(pipelineOf(4, [[0, 2], [1, 3], [0, 3]]), 200); // prettier-ignore
    const [first, second, third] = edges.map(({ points }) => points[1]!.x);
    expect(first).not.toBe(second);
    expect(third).toBe(first);
  });
});

describe('the steps that a cell takes', () => {
  const steps = (source: string): string[] => {
    const cell = cellNames(source);
    return stepsOf(cell, libraryNames([cell])).map(({ step }) => step);
  };
  const imports = "import { knnGraph, readH5ad, moransI, zoo, log1p, AnnData, spatialView } from 'tissuebook'\n";

  it('are each named once, in the order of the calls', () => {
    expect(steps(`${imports}spatialView(log1p(readH5ad('a'))); log1p(b); knnGraph(p); moransI(g, v)`)).toEqual([
      'view',
      'prepare',
      'data',
      'graph',
      'task',
    ]);
  });

  it('know a model that was made elsewhere by its fit, and nothing of other packages', () => {
    expect(steps('await mine.fit(tumour)')).toEqual(['model']);
    expect(steps("import { log1p } from 'mathjs'\nlog1p(3)")).toEqual([]);
    expect(steps(`${imports}zoo.list(); zoo.card('squint')`)).toEqual([]);
  });

  it('have a view as what a cell is mainly for only where there is nothing else', () => {
    const cell = cellNames(`${imports}spatialView(log1p(x))`);
    expect(mainStep(stepsOf(cell, libraryNames([cell])))?.step).toBe('prepare');
    expect(mainStep([])).toBeUndefined();
  });
});
