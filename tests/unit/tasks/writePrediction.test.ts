import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, type BackedAnnData, DenseMatrix, type MuData, readH5ad, SparseMatrix, Table, writeH5ad } from '../../../src/data'; // prettier-ignore
import type { Model, ModalityPrediction } from '../../../src/models';
import { writePrediction } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { readyModel } from './plainModels';

let folder: string;
let cells: BackedAnnData;
/** 50 cells and 4 genes, of which cell i has i in the first. */
const x = DenseMatrix.fromRows(Array.from({ length: 50 }, (_, i) => [i, 1, 0, i % 3]));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'written-'));
  const obs = new Table(names('cell', 50), [['half', Array.from({ length: 50 }, (_, i) => (i < 25 ? 'a' : 'b'))]]);
  const adata = new AnnData({ X: SparseMatrix.fromDense(x), obs, var: new Table(names('gene', 4)) });
  await writeH5ad(adata, join(folder, 'rna.h5ad'));
  cells = (await readH5ad(join(folder, 'rna.h5ad'), { backed: true })) as BackedAnnData;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Says of each cell its first gene and the sum of all. */
function adding(kind: ModalityPrediction['kind'], seen: number[] = []): Model {
  return readyModel('adding', {
    see: () => undefined,
    fresh: () => adding(kind, seen),
    can: {
      predictModality: async (data) => {
        const mdata = data as MuData;
        seen.push(mdata.nObs);
        const rows = mdata.mod.get('rna')!.matrix().toDense();
        const values = DenseMatrix.fromRows(
          Array.from({ length: rows.rows }, (_, i) => [rows.get(i, 0), [...rows.row(i)].reduce((a, b) => a + b)]),
        );
        return { values, features: ['first', 'sum'], kind };
      },
    },
  });
}

const ASK = { from: 'rna', to: 'prot' } as const;

describe('writePrediction', () => {
  it('predicts a file block by block into another one, with the cells and what is known of them', async () => {
    const seen: number[] = [];
    const told: number[] = [];
    const path = join(folder, 'prot.h5ad');
    const { notices } = await writePrediction(adding('inductive', seen), cells, path, { ...ASK, rows: 20, onProgress: (count) => told.push(count) }); // prettier-ignore
    expect([seen, told, notices]).toEqual([[20, 20, 10], [20, 40, 50], []]);
    const found = await readH5ad(path);
    expect([found.obs.index, found.var.index]).toEqual([cells.obs.index, ['first', 'sum']]);
    expect(found.obs.names).toEqual(['half']);
    expect([...found.matrix().toDense().column(0)]).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...found.matrix().toDense().column(1)]).toEqual(Array.from({ length: 50 }, (_, i) => i + 1 + (i % 3)));
    expect(JSON.stringify([...(found.uns.get('prediction') as Map<string, unknown>)])).toContain('adding');
  });

  it('refuses models whose answer depends on company, and data that are in memory', async () => {
    const path = join(folder, 'none.h5ad');
    await expect(writePrediction(adding('transductive'), cells, path, ASK)).rejects.toThrow(
      /depends on the company of a cell, which would be that of its block.*company: 'training'/s,
    );
    const memory = await readH5ad(join(folder, 'rna.h5ad'));
    await expect(writePrediction(adding('inductive'), memory as never, path, ASK)).rejects.toThrow(
      /stay in their file/,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('leaves no file when it is stopped', async () => {
    const stop = new AbortController();
    const path = join(folder, 'stopped.h5ad');
    const asked = writePrediction(adding('inductive'), cells, path, { ...ASK, rows: 10, signal: stop.signal, onProgress: () => stop.abort() }); // prettier-ignore
    await expect(asked).rejects.toMatchObject({ kind: 'aborted' });
    expect(existsSync(path)).toBe(false);
  });
});
