import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  AnnData,
  categorical,
  datasets,
  DenseMatrix,
  type Matrix,
  readH5ad,
  SparseMatrix,
  Table,
  valuesOf,
} from '../../src/data';
import { poisson } from '../../src/data/datasets/poisson';
import type { TissuebookError } from '../../src/errors';
import { Random } from '../../src/random';

/** Cells of each data set: enough for every verb, few enough for an emulated processor. */
const CELLS = 480;
/** Patients, as stripes of tissue; every other one is of the class 'high'. */
const PATIENTS = 8;

/** Types with fewer cells are taken together. */
const RARE = 12;

/** Counts of some cells with what the verbs ask for: places, types, sections, patients of two classes. */
export interface Sample {
  readonly name: string;
  readonly counts: AnnData;
}

/** The data sets by name; undefined where one is absent. */
export const SAMPLES: Readonly<Record<string, () => Promise<Sample | undefined>>> = {
  made: () => Promise.resolve(sampleOf('made', madeCounts())),
  'cycif-tumour': async () => {
    const loaded = await datasets.load('cycif-tumour').catch(absentOffline);
    if (!loaded) return undefined;
    const { X, var: genes, obsm, obs } = everyOf(loaded);
    const values = Float32Array.from(X!.values as ArrayLike<number>, (value) => Math.round(20 * Math.max(0, value)));
    return sampleOf('cycif-tumour', {
      X: SparseMatrix.fromDense(new DenseMatrix(X!.rows, X!.columns, values)),
      genes: genes.index,
      spatial: obsm.get('spatial') as DenseMatrix,
      types: namesIn(obs, 'phenotype'),
    });
  },
  osmfish: async () => {
    const path = join(sharedData(), 'osmfish_mouse_sscortex.h5ad');
    if (!existsSync(path)) return undefined;
    const { X, var: genes, obsm, obs } = everyOf(await readH5ad(path));
    const found = { X: X!, genes: genes.index, spatial: obsm.get('spatial') as DenseMatrix };
    return sampleOf('osmfish', { ...found, types: namesIn(obs, 'region') });
  },
};

function absentOffline(error: TissuebookError): undefined {
  if (error.kind !== 'download-failed') throw error;
}

/** Where measured data lie that are not part of the project. */
export const sharedData = (): string =>
  process.env.TISSUEBOOK_DATA ?? join(__dirname, '..', '..', '..', 'shared', 'data');

interface Parts {
  X: Matrix;
  genes: readonly string[];
  spatial: DenseMatrix;
  types: string[];
}

/** Three kinds of cells in bands of a square of 300 micrometres, 60 genes, of which each kind has twenty of its own. */
function madeCounts(): Parts {
  const random = new Random(11);
  const genes = Array.from({ length: 60 }, (_, j) => `gene${j}`);
  const spatial = Float64Array.from({ length: 2 * CELLS }, () => random.uniform(0, 300));
  const kinds = Array.from(
    { length: CELLS },
    (_, i) => Math.floor(spatial[2 * i]! / 100.1 + 0.4 * random.uniform()) % 3,
  );
  const values = new Float32Array(CELLS * genes.length);
  kinds.forEach((kind, i) => genes.forEach((_, j) => (values[i * genes.length + j] = poisson(j % 3 === kind ? 4 : 0.4, random)))); // prettier-ignore
  const X = SparseMatrix.fromDense(new DenseMatrix(CELLS, genes.length, values));
  return { X, genes, spatial: new DenseMatrix(CELLS, 2, spatial), types: kinds.map((kind) => `kind ${kind}`) };
}

/** Some of the cells, evenly chosen. */
function everyOf(adata: AnnData): AnnData {
  const step = adata.nObs / CELLS;
  return adata.subset({ obs: Array.from({ length: CELLS }, (_, i) => Math.floor(i * step)) });
}

/** The names in a column; rare ones are one, since tests compare groups of some cells. */
function namesIn(obs: Table, column: string): string[] {
  const names = valuesOf(obs.get(column)).map((value) => String(value ?? 'none'));
  const frequency = new Map<string, number>();
  for (const name of names) frequency.set(name, (frequency.get(name) ?? 0) + 1);
  return names.map((name) => (frequency.get(name)! < RARE ? 'other' : name));
}

function sampleOf(name: string, { X, genes, spatial, types }: Parts): Sample {
  const along = Array.from({ length: CELLS }, (_, i) => i).sort(
    (a, b) => spatial.get(a, 0) - spatial.get(b, 0) || a - b,
  );
  const stripe = new Int32Array(CELLS);
  along.forEach((cell, place) => (stripe[cell] = Math.floor((place * PATIENTS) / CELLS)));
  const named = (of: (patient: number) => string): string[] => Array.from(stripe, of);
  const obs = new Table(
    Array.from({ length: CELLS }, (_, i) => `cell${i}`),
    [
      ['cell_type', categorical(types)],
      ['patient', categorical(named((patient) => `p${patient}`))],
      ['section', categorical(named((patient) => (patient < PATIENTS / 2 ? 'left' : 'right')))],
      ['class', categorical(named((patient) => (patient % 2 === 0 ? 'high' : 'low')))],
    ],
  );
  return { name, counts: new AnnData({ X, obs, var: new Table(genes), obsm: [['spatial', spatial]] }) };
}
