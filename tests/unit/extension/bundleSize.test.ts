import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = resolve(__dirname, '../../../tissuebook/labextension/static');
const missing = existsSync(folder) ? undefined : 'the JupyterLab extension is not built (npm start builds it)';

/**
 * Bytes that JupyterLab loads before a figure is drawn, of each chunk that the first figure or panel brings, and of the
 * two libraries that are loaded by themselves: the parser of TypeScript, by the pipeline, and plotly.
 */
const BUDGET = { entry: 50_000, part: 90_000, parser: 120_000, plotly: 1_700_000 };

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

  const plotly = chunks.filter(({ text }) => text.includes('scattergl') && text.includes('calcAutorange'));

  it('starts with little: what JupyterLab loads before a figure is drawn', () => {
    const started = chunks.filter(
      ({ name, text }) => name.startsWith('remoteEntry') || text.includes('open-model-zoo'),
    );
    expect(started.length).toBeGreaterThan(1);
    expect(started.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(BUDGET.entry);
  });

  const parser = chunks.filter(({ text }) => text.includes('TemplateString') && text.includes('ArrowFunction'));

  it('has plotly and the parser in one chunk each, and no other part that is large', () => {
    for (const [library, most] of [
      [plotly, BUDGET.plotly],
      [parser, BUDGET.parser],
    ] as const) {
      expect(library.map(({ name }) => name)).toHaveLength(1);
      expect(library[0]!.bytes).toBeLessThan(most);
    }
    for (const { name, bytes } of chunks) {
      if (name !== plotly[0]!.name && name !== parser[0]!.name) expect(bytes, name).toBeLessThan(BUDGET.part);
    }
  });

  it('has no map library', () => {
    expect(chunks.filter(({ text }) => /maplibre-gl v|mapbox-gl/i.test(text))).toEqual([]);
  });
});
