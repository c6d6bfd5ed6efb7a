import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnData, readH5ad, summarizeBlocks, type Table, valuesOf, writeH5ad } from '../../../src/data';
import { highlyVariableGenes } from '../../../src/prepare';
import { cohortVariableGenes, embed, openCohort, summarizeCohort, tokenizeCohort } from '../../../src/tasks';
import { together, writeCohort } from './cohortFiles';
import { squint } from './example';

process.env.TISSUEBOOK_PROVIDER = 'cpu';
const folder = mkdtempSync(join(tmpdir(), 'cohort-test-'));
const pattern = join(folder, 'slide*.h5ad');
let made: AnnData[];
let whole: AnnData;

beforeAll(async () => {
  made = await writeCohort(folder, 5, 60);
  whole = together(made);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const numbers = (table: Table, name: string): number[] => valuesOf(table.get(name)) as number[];
/** Genes by name: the cohort keeps the order of its first file. */
const byGene = (table: Table, name: string): Map<string, number> =>
  new Map(table.index.map((gene, at) => [gene, numbers(table, name)[at]!]));

describe('a cohort in files', () => {
  it('is parts: files, sections of them, or runs of cells; features are those that all have', async () => {
    const files = await openCohort(pattern);
    expect(files.parts.map(({ name, nObs }) => `${name} ${nObs}`)).toEqual(
      [0, 1, 2, 3, 4].map((at) => `slide0${at} 60`),
    );
    expect(files.features).toEqual(['g0', 'g1', 'g2', 'g3', 'g5']);
    expect(String(files)).toMatch(/^A cohort of 300 cells in 5 files: 5 parts, 5 features in all\./);
    expect(String(files)).toContain('1 features are left out: some files lack them.');
    const patients = await openCohort(pattern, { section: 'patient' });
    expect(patients.parts.slice(0, 3).map(({ name, nObs }) => `${name} ${nObs}`)).toEqual(['slide00/p0 30', 'slide00/p1 30', 'slide01/p2 30']); // prettier-ignore
    expect([...patients.parts[1]!.cells!.subarray(0, 3)]).toEqual([1, 3, 5]);
    const runs = await openCohort([join(folder, 'slide00.h5ad')], { cells: 25 });
    expect(runs.parts.map(({ nObs }) => nObs)).toEqual([25, 25, 10]);
  });

  it('that is not there, or lacks the column, is refused by name', async () => {
    await expect(openCohort(join(folder, 'none*.h5ad'))).rejects.toMatchObject({ kind: 'file-not-found' });
    await expect(openCohort(join(folder, 'nowhere', 'x.h5ad'))).rejects.toMatchObject({ kind: 'file-not-found' });
    await expect(openCohort(pattern, { section: 'slide' })).rejects.toMatchObject({ kind: 'missing-key', argument: 'section' }); // prettier-ignore
    writeFileSync(join(folder, 'bad.h5ad'), 'no data');
    await expect(openCohort(join(folder, 'bad.h5ad'))).rejects.toMatchObject({ kind: 'not-hdf5' });
  });

  it('has the moments of all cells in memory, however it is cut', async () => {
    await writeH5ad(whole, join(folder, 'all.h5ad'));
    const want = (await summarizeBlocks(await readH5ad(join(folder, 'all.h5ad'), { backed: true }))).var;
    for (const how of [{}, { section: 'patient' }, { cells: 7 }]) {
      const found = await summarizeCohort(await openCohort(pattern, how));
      for (const name of ['total_counts', 'n_cells_by_counts', 'means', 'variances']) {
        for (const [gene, value] of byGene(found, name)) expect(value).toBeCloseTo(byGene(want, name).get(gene)!, 10);
      }
    }
    const scaled = await summarizeCohort(await openCohort(pattern), { targetSum: 100, log: true });
    expect(Math.max(...numbers(scaled, 'means'))).toBeLessThan(Math.log1p(100));
  });

  it('has the variable genes of all cells in memory', async () => {
    const found = await cohortVariableGenes(await openCohort(pattern), { count: 3, span: 0.9 });
    const want = highlyVariableGenes(whole, { flavor: 'seurat_v3', count: 3, span: 0.9 }).var;
    const marked = (table: Table) => table.index.filter((_, at) => valuesOf(table.get('highly_variable'))[at]).sort();
    expect(marked(found)).toEqual(marked(want));
    for (const [gene, value] of byGene(found, 'variances_norm')) expect(value).toBeCloseTo(byGene(want, 'variances_norm').get(gene)!, 9); // prettier-ignore
    await expect(cohortVariableGenes(await openCohort(pattern), { counts: 3 } as never)).rejects.toMatchObject({ kind: 'unknown-option' }); // prettier-ignore
  });

  it('is embedded part by part beside the data, and the list of results comes last', async () => {
    const model = squint(5);
    await model.fit(made[0]!, { epochs: 1, write: false });
    // The last file lacks a gene that the model needs.
    const some = await openCohort([0, 1, 2, 3].map((at) => join(folder, `slide0${at}.h5ad`)));
    const steps: string[] = [];
    const results = join(folder, 'results');
    const found = await embed(model, some, {
      into: results,
      onProgress: (done, total) =>
        steps.push(`${done}/${total} ${existsSync(join(results, 'X_squint.manifest.json'))}`),
    });
    expect(steps).toEqual(['1/4 false', '2/4 false', '3/4 false', '4/4 false']);
    const listed = JSON.parse(readFileSync(found.manifest, 'utf8')) as { parts: { file: string }[]; model: string };
    expect([listed.model, listed.parts.map(({ file }) => file)]).toEqual([
      'squint',
      found.parts.map(({ file }) => file),
    ]);
    expect(readdirSync(results).sort()).toEqual(['X_squint.manifest.json', ...[0, 1, 2, 3].map((at) => `slide0${at}.X_squint.h5ad`)]); // prettier-ignore
    for (const [at, { file }] of found.parts.entries()) {
      const back = await readH5ad(file);
      expect(back.obs.index).toEqual(made[at]!.obs.index);
      expect(back.obsm.get('X_squint')!.values).toEqual((await model.embed(made[at]!)).values);
    }
    const tokens = await tokenizeCohort(model, some, { into: results });
    const { codes } = await model.tokenize(made[2]!);
    expect(valuesOf((await readH5ad(tokens.parts[2]!.file)).column('squint_token'))).toEqual([...codes].map(String));
    await expect(embed(squint(6), some, {})).rejects.toMatchObject({ kind: 'not-trained' });
  }, 60_000);
});
