import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = resolve(__dirname, '../../../tissuebook/labextension/static');
const missing = existsSync(folder) ? undefined : 'the JupyterLab extension is not built (npm start builds it)';

/** What JupyterLab loads before a figure is drawn, and what the first figure loads, in bytes. */
const BUDGET = { entry: 50_000, plotly: 1_700_000 };

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

  it('has plotly in one chunk of its own', () => {
    const large = chunks.filter(({ bytes }) => bytes > BUDGET.entry);
    expect(large.map(({ name }) => name)).toHaveLength(1);
    expect(large[0]!.bytes).toBeLessThan(BUDGET.plotly);
    expect(large[0]!.text).toContain('scattergl');
  });

  it('has no map library', () => {
    expect(chunks.filter(({ text }) => /maplibre-gl v|mapbox-gl/i.test(text))).toEqual([]);
  });
});
