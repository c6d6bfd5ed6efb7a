import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = resolve(__dirname, '../../../tissuebook/labextension/static');
const missing = existsSync(folder) ? undefined : 'the JupyterLab extension is not built (npm start builds it)';

/** Bytes that JupyterLab loads before a figure is drawn, and of each chunk that a figure or panel brings. */
const BUDGET = { entry: 50_000, part: 130_000 };

/** Libraries that are loaded by themselves when they are needed: texts that their chunk has, or lacks, and its bytes. */
const LIBRARIES: Record<string, { has: string[]; lacks?: string[]; most: number }> = {
  'plotly, its core': { has: ['calcAutorange'], most: 900_000 },
  'plotly, traces in the plane': { has: ['isosurface'], lacks: ['error3d', 'calcAutorange'], most: 700_000 },
  'plotly, points in space': { has: ['error3d'], most: 600_000 },
  'regl, for many points': { has: ['"(regl) "'], lacks: ['calcAutorange'], most: 125_000 },
  'regl-scatterplot': { has: ['pointOutlineWidth'], most: 95_000 },
  'the parser of TypeScript': { has: ['TemplateString', 'ArrowFunction'], most: 120_000 },
};

describe.skipIf(missing)(`the built extension${missing ? `: ${missing}` : ''}`, () => {
  const chunks = missing
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith('.js'))
        .map((name) => ({
          name,
          bytes: statSync(join(folder, name)).size,
          text: readFileSync(join(folder, name), 'utf8'),
        }));

  it('starts with little: what JupyterLab loads before a figure is drawn', () => {
    const started = chunks.filter(
      ({ name, text }) => name.startsWith('remoteEntry') || text.includes('open-model-zoo'),
    );
    expect(started.length).toBeGreaterThan(1);
    expect(started.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(BUDGET.entry);
  });

  it('has each library in a chunk of its own, and no other part that is large', () => {
    const rest = new Map(chunks.map(({ name, bytes }) => [name, bytes]));
    for (const [library, { has, lacks = [], most }] of Object.entries(LIBRARIES)) {
      const large = chunks.filter(
        ({ bytes, text }) =>
          bytes > BUDGET.part / 2 &&
          has.every((part) => text.includes(part)) &&
          !lacks.some((part) => text.includes(part)),
      );
      expect(
        large.map(({ bytes }) => bytes < most),
        library,
      ).toEqual([true]);
      rest.delete(large[0]!.name);
    }
    for (const [name, bytes] of rest) expect(bytes, name).toBeLessThan(BUDGET.part);
  });

  it('has no map library', () => {
    expect(chunks.filter(({ text }) => /maplibre-gl v|mapbox-gl/i.test(text))).toEqual([]);
  });
});
