import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readH5ad } from '../../src/data';
import { type ErrorKind, TissuebookError } from '../../src/errors';
import { goldenFolder } from './fixture';
import { comparable, near, summarize } from './h5adSummary';

interface Entry {
  valid: boolean;
  about: string;
  summary?: unknown;
  want?: 'error' | 'error or rest';
}

/** What each hostile file must be refused for; those that may be read in part say what the notice must name. */
const REFUSED: Record<string, ErrorKind | { notice: RegExp }> = {
  bomb: 'shape-mismatch',
  codes_past_end: 'corrupt',
  column_missing: 'corrupt',
  data_short: 'corrupt',
  data_text: 'corrupt',
  deep: { notice: /nested deeper/ },
  dense_huge: 'shape-mismatch',
  empty: 'not-hdf5',
  encoding_unknown: 'unsupported-encoding',
  external_link: 'unsupported-encoding',
  indices_negative: 'corrupt',
  indices_past_end: 'corrupt',
  indptr_falling: 'corrupt',
  indptr_negative: 'corrupt',
  indptr_past_end: 'corrupt',
  indptr_short: 'corrupt',
  link_cycle: { notice: /contains itself/ },
  not_hdf5: 'not-hdf5',
  obs_missing: 'corrupt',
  obs_too_short: 'shape-mismatch',
  shape_huge: 'shape-mismatch',
  shape_wrong: 'shape-mismatch',
  signature_only: 'corrupt',
  truncated_half: 'corrupt',
  truncated_tail: 'corrupt',
};

const golden = goldenFolder();
const folder = golden ? join(golden, 'h5ad') : '';

describe.skipIf(!existsSync(join(folder, 'expected.json')))(
  'h5ad files written by anndata (TISSUEBOOK_GOLDEN/h5ad)',
  () => {
    const expected = existsSync(join(folder, 'expected.json'))
      ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Entry>)
      : {};

    for (const [name, { valid, about, summary, want }] of Object.entries(expected)) {
      const path = join(folder, name);
      if (valid) {
        it(`${name} holds what anndata finds: ${about}`, async () => {
          const adata = await readH5ad(path);
          const target = comparable(summary);
          expect(near(summarize(adata), target)).toEqual(target);
          expect(adata.notices).toEqual([]);
        });
      } else {
        it(`${name} is ${want === 'error' ? 'refused' : 'refused, or read in part'}: ${about}`, async () => {
          const refusal = REFUSED[name.replace(/^bad_|\.h5ad$/g, '')]!;
          const outcome = await readH5ad(path).catch((error: unknown) => error);
          if (typeof refusal === 'string') {
            expect(outcome).toBeInstanceOf(TissuebookError);
            expect((outcome as TissuebookError).kind).toBe(refusal);
          } else {
            expect(want).toBe('error or rest');
            expect((outcome as { notices: string[] }).notices.join('\n')).toMatch(refusal.notice);
          }
        });
      }
    }

    it('leaves the reader sound: a good file reads after all the bad ones', async () => {
      const adata = await readH5ad(join(folder, 'csr_int64.h5ad'));
      expect(adata.nObs).toBe(12);
    });
  },
);
