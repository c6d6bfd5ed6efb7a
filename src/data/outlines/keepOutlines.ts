import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, text } from '../../options';
import type { AnnData } from '../annData';
import { checkAnnData } from '../checkAnnData';
import { valueAt } from '../column';
import { numericArray, stringArray, type NumericArray, type StringArray, type Uns, type UnsValue } from '../uns';
import { Outlines } from './outlines';

/** Where outlines are kept in uns. */
export const OUTLINES_KEY = 'outlines';

export interface KeepOutlinesOptions {
  /** The obs column that holds the names (or numbers) by which the outlines are known. The cells' own names. */
  by?: string;
}

/**
 * Keeps the outlines of the data's cells with them, in uns['outlines'], by the cells' names: a subset finds those of its own cells, and an .h5ad
 * file keeps them (it keeps all of them, also those of cells that a subset has not). Outlines of other cells are not kept.
 *
 * @returns the outlines [nObs], in the order of the cells; notices say which have none
 * @throws TissuebookError 'shape-mismatch' when no cell has an outline: the names are then others; 'missing-key' (no such column)
 *
 * @example
 * const outlines = await readOutlines('outs/cell_boundaries.parquet');
 * keepOutlines(adata, outlines);
 * spatialView(adata, { color: 'leiden', outlines: true });
 */
export function keepOutlines(adata: AnnData, outlines: Outlines, options: KeepOutlinesOptions = {}): Outlines {
  checkAnnData('keepOutlines', 'adata', adata);
  checkArgument('keepOutlines', 'outlines', outlines, (value) => (value instanceof Outlines ? undefined : 'Outlines, as readOutlines gives them')); // prettier-ignore
  checkOptions('keepOutlines', options, { by: text });
  const names = adata.obs.index;
  const { by } = options;
  const column = by === undefined ? undefined : adata.column(by);
  const known = column ? names.map((_, i) => String(valueAt(column, i))) : names;
  const found = outlines.forCells(known);
  if (found.count === 0) throw strangers(known, outlines, by);
  const own = new Outlines({ ...found, cells: names });
  const having = names.filter((_, i) => own.starts[i + 1]! > own.starts[i]!);
  const kept = own.forCells(having);
  adata.uns.set(
    OUTLINES_KEY,
    new Map<string, UnsValue>([
      ['cells', stringArray(having)],
      ['starts', numericArray(Array.from(kept.starts))],
      ['x', numericArray(kept.x)],
      ['y', numericArray(kept.y)],
    ]),
  );
  return own;
}

/**
 * The outlines that are kept with the data, an entry for each cell in order; notices say which cells have none.
 *
 * @throws TissuebookError 'missing-key' when none are kept, 'corrupt'
 */
export function cellOutlines(adata: AnnData): Outlines {
  checkAnnData('cellOutlines', 'adata', adata);
  const kept = adata.uns.get(OUTLINES_KEY);
  if (!(kept instanceof Map)) {
    throw new TissuebookError('missing-key', 'The data keep no outlines.', {
      argument: 'outlines',
      advice: 'keepOutlines(adata, await readOutlines(path)) keeps those of a file.',
    });
  }
  return decoded(kept).forCells(adata.obs.index);
}

function decoded(kept: Uns): Outlines {
  const corrupt = new TissuebookError('corrupt', `uns["${OUTLINES_KEY}"] holds no outlines.`, {
    argument: 'outlines',
    advice: 'Take it out of uns, or keep the outlines of the file again.',
  });
  const numbers = (part: string): Float32Array | Float64Array => {
    const array = kept.get(part) as NumericArray | undefined;
    const values = array?.kind === 'array' ? array.values : undefined;
    if (values instanceof Float32Array || values instanceof Float64Array) return values;
    if (values) return Float64Array.from(values as BigInt64Array, Number);
    throw corrupt;
  };
  const names = kept.get('cells') as StringArray | undefined;
  if (names?.kind !== 'strings') throw corrupt;
  const [starts, x, y] = [numbers('starts'), numbers('x'), numbers('y')];
  // Sizes first: a start that is too large would become a negative one.
  if (!starts.every((at) => Number.isInteger(at) && at >= 0 && at <= x.length)) throw corrupt;
  if (!x.every(Number.isFinite) || !y.every(Number.isFinite)) throw corrupt;
  try {
    return new Outlines({ cells: names.values, starts: Int32Array.from(starts), x, y });
  } catch (cause) {
    throw new TissuebookError('corrupt', corrupt.message, { argument: 'outlines', cause });
  }
}

function strangers(names: readonly string[], outlines: Outlines, by: string | undefined): TissuebookError {
  return new TissuebookError('shape-mismatch', 'No cell of the data has an outline: their names are others.', {
    argument: 'outlines',
    found: { cells: names.slice(0, 3), outlines: outlines.cells.slice(0, 3) },
    advice:
      `Cells are called "${names[0]}", outlines "${outlines.cells[0]}". ` +
      (by === undefined ? "With { by: 'label' } an obs column says the names that the file knows them by." : ''),
  });
}
