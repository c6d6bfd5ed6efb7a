import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AnnData,
  coordinates,
  countCategories,
  type DatasetName,
  datasets,
  type CategoricalColumn,
} from '../../../src/data';
import { TissuebookError } from '../../../src/errors';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-datasets-'));
const python = process.env['TISSUEBOOK_PYTHON'];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  if (python === undefined) delete process.env['TISSUEBOOK_PYTHON'];
  else process.env['TISSUEBOOK_PYTHON'] = python;
});

describe('datasets', () => {
  it('lists its sets, and describes each with license, citation, source and size', () => {
    expect(datasets.list()).toContain('cycif-tumour');
    for (const name of datasets.list()) {
      const { facts } = datasets.describe(name);
      for (const text of [facts.license, facts.citation, facts.source, facts.contents]) {
        expect(datasets.describe(name).describe()).toContain(text);
      }
    }
  });

  it('shows each with size and license as the value of a cell, and keeps them under the names of their cards', () => {
    const shown = (datasets as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ]!();
    expect(shown['text/plain']).toMatch(/^ {2}cycif-tumour: 11\.6 MB, MIT /m);
    for (const name of datasets.list()) expect(datasets.describe(name).facts.name).toBe(name);
  });

  it('completes names, and takes paths', () => {
    expectTypeOf<'cycif-tumour'>().toExtend<DatasetName>();
    expectTypeOf(datasets.load).parameter(0).toExtend<string>();
    expectTypeOf<string>().toExtend<Parameters<typeof datasets.load>[0]>();
  });

  it('says "not stated" of data whose origin states no license', () => {
    for (const name of ['pbmc68k', 'nuclei', 'hallmark', 'ligand-receptor', 'gene-ids', 'human-mouse-genes'] as const) {
      expect(datasets.describe(name).facts.license).toMatch(/; of the [^:]+: not stated$/);
    }
  });

  it('says by which verb a data set of another kind is asked for, before anything is fetched', async () => {
    process.env['TISSUEBOOK_PYTHON'] = join(folder, 'no-python');
    const cases = [datasets.load('hallmark'), datasets.file('nuclei'), datasets.loadWithImage('pbmc68k')];
    const verbs = ["datasets.file('hallmark')", "datasets.loadWithImage('nuclei')", "datasets.load('pbmc68k')"];
    const found = await Promise.allSettled(cases);
    found.forEach((one, at) =>
      expect(one).toMatchObject({ reason: { kind: 'invalid-argument', advice: `Ask with ${verbs[at]}.` } }),
    );
  });

  it('names near sets when one is unknown', async () => {
    await expect(datasets.load('cycif-tumor')).rejects.toThrow(/Did you mean "cycif-tumour"/);
    for (const name of ['pbmc', 'toString', '__proto__']) {
      await expect(datasets.load(name)).rejects.toMatchObject({ kind: 'missing-key', message: /There are: cycif-tumour/ as never }); // prettier-ignore
    }
  });

  it('says so when Python is not there, and keeps nothing', async () => {
    process.env['TISSUEBOOK_PYTHON'] = join(folder, 'no-python');
    const cache = join(folder, 'empty');
    await expect(datasets.load('cycif-tumour', { cache })).rejects.toMatchObject({ kind: 'download-failed' });
    expect(readdirSync(join(cache, 'datasets'))).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort();
    const cache = join(folder, 'stopped');
    await expect(datasets.load('cycif-tumour', { cache, signal: stopped })).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('cycif-tumour', () => {
  const cache = join(folder, 'cache');
  let loaded: AnnData[] | TissuebookError;
  beforeAll(async () => {
    const twice = [datasets.load('cycif-tumour', { cache }), datasets.load('cycif-tumour', { cache })];
    loaded = await Promise.all(twice).catch((error: TissuebookError) => error);
  }, 120_000);

  it('comes whole, also to two that ask at once, or says that it could not be fetched', ({ skip }) => {
    if (loaded instanceof TissuebookError) {
      expect(loaded.kind).toBe('download-failed');
      skip('no package index can be reached from here');
      return;
    }
    const [tumour] = loaded as [AnnData];
    expect([tumour.nObs, tumour.nVars]).toEqual([3029, 33]);
    const phenotype = tumour.column('phenotype') as CategoricalColumn;
    expect(phenotype.categories).toHaveLength(25);
    expect(countCategories(phenotype)[phenotype.categories.indexOf('ASMA+ cells')]).toBe(329);
    expect(coordinates(tumour)).toMatchObject({ source: "obsm['spatial']", unit: 'pixels' });
    expect(tumour.raw!.X.values[0]).toBeCloseTo(582.394, 2);
  });

  it('is fetched again when the copy is damaged', async ({ skip }) => {
    if (loaded instanceof TissuebookError) skip('no package index can be reached from here');
    const [name] = readdirSync(join(cache, 'datasets')) as [string];
    const path = join(cache, 'datasets', name);
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, 1000));
    await datasets.load('cycif-tumour', { cache });
    expect(readFileSync(path).equals(whole)).toBe(true);
    expect(existsSync(path)).toBe(true);
  });
});
