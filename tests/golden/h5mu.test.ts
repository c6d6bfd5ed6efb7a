import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, type MuData, readH5ad, readH5mu, writeH5mu } from '../../src/data';
import { type ErrorKind, TissuebookError } from '../../src/errors';
import { goldenFolder } from './fixture';
import { comparable, near, summarize } from './h5adSummary';

interface Entry {
  valid: boolean;
  about: string;
  summary?: Record<string, unknown> & { mod: Record<string, unknown> };
}

/** What each hostile file must be refused for. */
const REFUSED: Record<string, ErrorKind> = {
  axis_unknown: 'unsupported-encoding',
  dense_huge: 'shape-mismatch',
  external_link: 'unsupported-encoding',
  mod_cycle: 'corrupt',
  mod_dataset: 'corrupt',
  mod_empty: 'corrupt',
  mod_order_absent: 'corrupt',
  no_mod: 'corrupt',
  obs_too_short: 'shape-mismatch',
  obsmap_past_end: 'shape-mismatch',
  obsmap_short: 'shape-mismatch',
  obsmap_wrong: 'shape-mismatch',
  shape_huge: 'shape-mismatch',
  truncated: 'corrupt',
};

const golden = goldenFolder();
const folder = golden ? join(golden, 'h5mu') : '';
const present = existsSync(join(folder, 'expected.json'));
const written = mkdtempSync(join(tmpdir(), 'tissuebook-h5mu-'));
afterAll(() => rmSync(written, { recursive: true, force: true }));

/** What a MuData holds, in the layout of expected.json as `summarize` has it. */
function summarizeWhole(mdata: MuData): unknown {
  const whole = summarize(new AnnData({ obs: mdata.obs, var: mdata.var, obsm: mdata.obsm })) as Record<string, unknown>;
  const { shape, obs_names, var_names, obs, var: vars, obsm } = whole;
  const maps = (of: ReadonlyMap<string, Int32Array>): unknown =>
    Object.fromEntries([...of].map(([name, map]) => [name, [...map]]));
  return {
    axis: mdata.axis,
    order: [...mdata.mod.keys()],
    ...{ shape, obs_names, var_names, obs, var: vars, obsm },
    obsmap: maps(mdata.obsmap),
    varmap: maps(mdata.varmap),
    uns: [...mdata.uns.keys()].sort(),
    mod: Object.fromEntries([...mdata.mod].map(([name, adata]) => [name, summarize(adata)])),
  };
}

describe.skipIf(!present)('h5mu files written by mudata (TISSUEBOOK_GOLDEN/h5mu)', () => {
  const expected = present
    ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Entry>)
    : {};

  for (const [name, { valid, about, summary }] of Object.entries(expected)) {
    const path = join(folder, name);
    if (valid) {
      const target = comparable(summary);
      it(`${name} holds what mudata finds: ${about}`, async () => {
        const mdata = await readH5mu(path);
        expect(near(summarizeWhole(mdata), target)).toEqual(target);
        expect(mdata.notices).toEqual([]);
      });

      it.each(['none', 'gzip'] as const)(`${name} is the same after it was written again (%s)`, async (compression) => {
        const copy = join(written, `${compression}-${name}`);
        await writeH5mu(await readH5mu(path), copy, { compression });
        expect(near(summarizeWhole(await readH5mu(copy)), target)).toEqual(target);
      });

      it(`${name} is not taken for an h5ad file, whatever its name`, async () => {
        const renamed = join(written, `${name}.h5ad`);
        copyFileSync(path, renamed);
        for (const backed of [false, true] as const) {
          const outcome = await readH5ad(renamed, { backed: backed as true }).catch((error: unknown) => error);
          expect(outcome).toMatchObject({ kind: 'unsupported-encoding' });
          expect(String(outcome)).toMatch(/MuData of .*rna.*readH5mu/);
        }
      });
    } else {
      it(`${name} is refused: ${about}`, async () => {
        const outcome = await readH5mu(path).catch((error: unknown) => error);
        expect(outcome).toBeInstanceOf(TissuebookError);
        expect((outcome as TissuebookError).kind).toBe(REFUSED[name.replace(/^bad_|\.h5mu$/g, '')]);
      });
    }
  }

  it('leaves the reader sound: a good file reads after all the bad ones', async () => {
    expect((await readH5mu(join(folder, 'paired.h5mu'))).nObs).toBe(12);
  });

  it('says of an h5ad file that it is one', async () => {
    const outcome = await readH5mu(join(folder, '..', 'h5ad', 'csr_int64.h5ad')).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ kind: 'unsupported-encoding', argument: 'path' });
    expect(String(outcome)).toMatch(/AnnData.*readH5ad/);
  });
});
