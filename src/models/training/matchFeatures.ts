import { DenseMatrix, isSparse, type Matrix, SparseMatrix } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { TissuebookError } from '../../errors';

/** Which features of a trained model some data have. */
export interface FeatureMatch {
  /** The column of each of the model's features; -1 where the data have none. */
  readonly place: Int32Array;
  /** Names that the data lack. */
  readonly missing: readonly string[];
}

/** With more of a model's features missing than this share, answers are warned about; beyond the second, refused (ours). */
const WARNED = 0.1;
const REFUSED = 0.5;
/** Names that a message shows. */
const SHOWN = 12;

/**
 * Finds a trained model's features in some data, by name. One rule for all models: what is missing is counted, said when it is
 * more than a tenth, and refused when it is more than half.
 *
 * @param where the function as its user calls it
 * @param own names in the data, @param wanted names in the model, in its order
 * @throws TissuebookError 'invalid-argument' (a name that occurs twice), 'shape-mismatch' (more than half are missing)
 */
export function matchFeatures(where: string, own: readonly string[], wanted: readonly string[]): FeatureMatch {
  const places = uniquePlaces(where, own);
  const place = Int32Array.from(wanted, (name) => places.get(name) ?? -1);
  const missing = wanted.filter((_, at) => place[at]! < 0);
  if (missing.length > REFUSED * wanted.length) throw tooFew(where, own, wanted, missing);
  const notice = missingNotice(missing, wanted.length);
  // eslint-disable-next-line no-console -- a person has to see it, in a notebook as in a terminal
  if (notice !== undefined) console.warn(`${where}: ${notice}`);
  return { place, missing };
}

/** What is said of missing features; undefined where few are missing. */
export function missingNotice(missing: readonly string[], wanted: number): string | undefined {
  if (missing.length <= WARNED * wanted) return undefined;
  const names = `${missing.slice(0, SHOWN).join(', ')}${missing.length > SHOWN ? ', ...' : ''}`;
  return `the data lack ${missing.length} of the ${wanted} features that the model was trained on, which are filled in: ${names}.`;
}

/**
 * The columns of features that somebody asks a trained model for.
 *
 * @param more what else there is to see, at the end of the advice
 * @throws TissuebookError 'missing-key' for one that the model does not know
 */
export function askedColumns(where: string, known: readonly string[], asked: readonly string[], more = ''): number[] {
  const places = new Map(known.map((name, at) => [name, at]));
  return asked.map((name) => {
    const place = places.get(name);
    if (place !== undefined) return place;
    throw new TissuebookError('missing-key', `${where}: the model does not know the gene "${name}".`, {
      argument: 'genes',
      found: name,
      advice: `It fills in genes that it was trained on: see features${more}.`,
    });
  });
}

/**
 * The columns of a match, in the model's order.
 *
 * @param fill the value of each of the model's features where the data have none; zero unless given
 */
export function takeFeatures(values: Matrix, { place, missing }: FeatureMatch, fill?: Float32Array): Matrix {
  if (place.length === values.columns && place.every((at, i) => at === i)) return values;
  if (missing.length === 0) return values.takeColumns([...place]);
  if (fill || !isSparse(values)) {
    const out = DenseMatrix.zeros(values.rows, place.length);
    for (let i = 0; i < values.rows; i++) {
      const row = values.row(i);
      place.forEach((at, j) => (out.values[i * place.length + j] = at < 0 ? (fill?.[j] ?? 0) : row[at]!));
    }
    return out;
  }
  const target = new Int32Array(values.columns).fill(-1);
  place.forEach((at, j) => {
    if (at >= 0) target[at] = j;
  });
  const known = (e: number): boolean => target[values.indices[e]!]! >= 0;
  const indptr = new Int32Array(values.rows + 1);
  for (let i = 0, kept = 0; i < values.rows; i++) {
    for (let e = values.indptr[i]!; e < values.indptr[i + 1]!; e++) if (known(e)) kept++;
    indptr[i + 1] = kept;
  }
  const indices = new Int32Array(indptr[values.rows]!);
  const kept = new Float32Array(indices.length);
  for (let e = 0, at = 0; e < values.stored; e++) {
    if (!known(e)) continue;
    indices[at] = target[values.indices[e]!]!;
    kept[at++] = values.values[e]!;
  }
  return new SparseMatrix(values.rows, place.length, { indptr, indices, values: kept });
}

function tooFew(
  where: string,
  own: readonly string[],
  wanted: readonly string[],
  missing: readonly string[],
): TissuebookError {
  const all = missing.length === wanted.length;
  const sentence = all
    ? `${where}: the data share none of the model's ${wanted.length} features.`
    : `${where}: the data lack ${missing.length} of the ${wanted.length} features that the model was trained on, more than half.`;
  return new TissuebookError('shape-mismatch', sentence, {
    argument: 'adata',
    found: missing.slice(0, 20),
    advice: all
      ? `Features are matched by name in var: the model knows ${wanted.slice(0, 3).join(', ')} and others, the data hold ${own.slice(0, 3).join(', ')} and others.`
      : `Missing: ${missing.slice(0, SHOWN).join(', ')}${missing.length > SHOWN ? ', ...' : ''}. Train on the shared ones (subset).`,
  });
}
