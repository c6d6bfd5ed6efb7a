import { type AnnData, DenseMatrix, type FloatArray, type Matrix, SparseMatrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import type { FeatureName } from '../../names';
import { anything, checkOptions, number, oneOf, seed as seedCheck } from '../../options';
import { Random } from '../../random';
import { recordStep } from '../record';
import { entriesMask } from './entriesMask';
import { OBSERVED } from './observedEntries';
import { drawnInCells, type Hide } from './drawnInCells';

/** Cells with fewer values keep all under 'exponential' (CellPLM, appendix C.5.1). */
const FEWEST_GENES = 5;

export interface EvaluationMaskOptions {
  /**
   * Which values are hidden. 'random': of each cell a share of the values that are not 0, all alike. 'exponential': the
   * share rounded down, low values more often: with weights exp(-value / scale), in cells with five values or more (CellPLM). 'genes': all values of some genes. 'entries': a share of
   * all entries, zeros included (SpaFormer); a cell that would be left empty keeps its own. 'random'.
   */
  kind?: 'random' | 'exponential' | 'genes' | 'entries';
  /** The share that is hidden: of the values of each cell, or of the genes. 0.3, and 0.1 for 'exponential' and 'genes' (ours). */
  share?: number;
  /** 'exponential': the value at which the weight has fallen to 1 / e. 20 (our choice, for counts). */
  scale?: number;
  /** 'genes': these genes in place of random ones. */
  genes?: readonly FeatureName[];
  /** 'entries': the share of all entries that is hidden for validation beside it. 0. */
  validation?: number;
  /** uint32. 0. */
  seed?: number;
}

export interface EvaluationMask {
  /**
   * The data with 0 in place of the hidden values: what a model may see. Of 'entries', layers['observed'] has 0 at these and 1
   * elsewhere, as a hidden zero would not be told from a seen one.
   */
  visible: AnnData;
  /** The hidden values [nObs, nVars]: what its predictions are compared with. Zeros of hidden genes are not stored. */
  hidden: SparseMatrix;
  /** Names of hidden genes; none unless kind is 'genes'. */
  genes: string[];
  /** Of 'entries': 1 where an entry is hidden [nObs nVars], row-major. */
  mask?: Uint8Array;
  /** Of 'entries': 1 where one is hidden for validation; none of `mask`. */
  validationMask?: Uint8Array;
}

/**
 * Hides values of X, so that imputation can be measured on what a model did not see. The values stay out of the data that
 * are handed on, in layers and raw too, which are left out.
 *
 * @throws TissuebookError 'missing-key' (no X; a gene that is not there), 'invalid-argument' (nothing would be hidden)
 */
export function evaluationMask(adata: AnnData, options: EvaluationMaskOptions = {}): EvaluationMask {
  checkAnnData('evaluationMask', 'adata', adata);
  checkOptions('evaluationMask', options, {
    kind: oneOf('random', 'exponential', 'genes', 'entries'),
    share: number(0, 1),
    scale: number(Number.MIN_VALUE),
    genes: anything,
    validation: number(0, 1),
    seed: seedCheck,
  });
  const { kind = 'random', scale = 20, seed = 0 } = options;
  const share = options.share ?? (kind === 'random' || kind === 'entries' ? 0.3 : 0.1);
  const x = adata.matrix();
  const draws = new Random(seed);
  if (kind === 'entries') return hideEntries(adata, { share, validation: options.validation ?? 0, seed });
  const genes = kind === 'genes' ? chooseGenes(adata, options.genes, share, draws) : new Int32Array();
  const hide =
    kind === 'genes'
      ? genesOnly(genes)
      : drawnInCells(kind === 'random' ? { share } : { share, scale, least: FEWEST_GENES }, () => draws.uniform());
  const { kept, hidden } = separate(x, hide);
  if (hidden.stored === 0 && genes.length === 0) {
    throw new TissuebookError('invalid-argument', 'evaluationMask: no value would be hidden.', {
      argument: 'share',
      found: share,
    });
  }
  const step = `evaluationMask(kind ${kind}, ${hidden.stored} values, seed ${seed})`;
  return {
    visible: recordStep(adata, step, { X: kept, layers: [], raw: undefined }, { options }),
    hidden,
    genes: Array.from(genes, (j) => adata.var.index[j]!),
  };
}

function hideEntries(
  adata: AnnData,
  { share, validation, seed }: { share: number; validation: number; seed: number },
): EvaluationMask {
  const x = adata.matrix();
  const values = x.toDense().values;
  const draws = new Random(seed).fork('entries').fillUniform(values.length);
  const { hidden: mask, validation: validationMask } = entriesMask(values, adata.nVars, draws, { share, validation });
  const count = mask.reduce((sum, one) => sum + one, 0);
  if (count === 0) {
    throw new TissuebookError('invalid-argument', 'evaluationMask: no value would be hidden.', {
      argument: 'share',
      found: share,
    });
  }
  const where = (keep: (at: number) => boolean): DenseMatrix =>
    new DenseMatrix(adata.nObs, adata.nVars, values.map((value, at) => (keep(at) ? value : 0)) as FloatArray);
  const visible = where((at) => !mask[at] && !validationMask[at]);
  const observed = Float32Array.from(mask, (one, at) => (one || validationMask[at] ? 0 : 1));
  return {
    visible: recordStep(
      adata,
      `evaluationMask(kind entries, ${count} entries, seed ${seed})`,
      {
        X: x instanceof DenseMatrix ? visible : SparseMatrix.fromDense(visible),
        layers: [[OBSERVED, new DenseMatrix(adata.nObs, adata.nVars, observed)]],
        raw: undefined,
      },
      { options: { kind: 'entries', share, validation, seed } },
    ),
    hidden: SparseMatrix.fromDense(where((at) => mask[at] === 1)),
    genes: [],
    mask,
    validationMask,
  };
}

function chooseGenes(adata: AnnData, names: readonly string[] | undefined, share: number, draws: Random): Int32Array {
  const count = Math.round(share * adata.nVars);
  if (!names) return draws.permutation(adata.nVars).subarray(0, count).sort();
  const places = new Map(adata.var.index.map((name, j) => [name, j]));
  return Int32Array.from(names, (name) => {
    const place = places.get(name);
    if (place !== undefined) return place;
    throw new TissuebookError('missing-key', `evaluationMask: there is no gene "${name}".`, {
      argument: 'genes',
      found: name,
    });
  }).sort();
}

function genesOnly(genes: Int32Array): Hide {
  const chosen = new Set(genes);
  return (columns) => Uint8Array.from(columns, (j) => (chosen.has(j) ? 1 : 0));
}

function separate(x: Matrix, hide: Hide): { kept: Matrix; hidden: SparseMatrix } {
  const sparse = x instanceof DenseMatrix ? SparseMatrix.fromDense(x) : x;
  const { indptr, indices, values } = sparse;
  const flags = new Uint8Array(values.length);
  for (let i = 0; i < sparse.rows; i++) {
    const [from, to] = [indptr[i]!, indptr[i + 1]!];
    const places = Int32Array.from({ length: to - from }, (_, e) => from + e).filter((e) => values[e] !== 0);
    const found = hide(
      places.map((e) => indices[e]!),
      Float64Array.from(places, (e) => values[e]!),
    );
    places.forEach((place, e) => (flags[place] = found[e]!));
  }
  const kept = onlyWhere(sparse, flags, 0);
  return { kept: x instanceof DenseMatrix ? kept.toDense() : kept, hidden: onlyWhere(sparse, flags, 1) };
}

function onlyWhere(
  { rows, columns, indptr, indices, values }: SparseMatrix,
  flags: Uint8Array,
  flag: 0 | 1,
): SparseMatrix {
  const pointers = new Int32Array(rows + 1);
  for (let i = 0; i < rows; i++) {
    pointers[i + 1] = pointers[i]!;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) if (flags[e] === flag) pointers[i + 1]!++;
  }
  const chosen = (_: number, e: number): boolean => flags[e] === flag;
  return new SparseMatrix(rows, columns, {
    indptr: pointers,
    indices: indices.filter(chosen),
    values: values.filter(chosen) as FloatArray,
  });
}
