import { type AnnData, type Matrix, SparseMatrix, Table } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, flag, listOf, oneOf, text } from '../../options';
import { recordStep } from '../record';

export interface MatchPanelOptions {
  /** The var column whose names are matched, for example of Ensembl identifiers. The names of the genes themselves. */
  by?: string;
  /** Whether 'CD3E' and 'Cd3e' are the same gene. false. */
  ignoreCase?: boolean;
  /** What happens with genes that the data do not have: 'zero' fills them with zeros, 'leaveOut', or 'refuse'. 'zero'. */
  missing?: 'zero' | 'leaveOut' | 'refuse';
}

/**
 * Brings the genes into the order of a panel, as a model trained on it wants them: other genes go, missing ones are filled
 * with zeros and told apart by var['measured']. Layers follow; raw stays as it is; what belongs to genes (var, varm, varp) is kept
 * only where every gene of the panel was measured.
 *
 * @param panel names of genes, each once
 * @returns a new AnnData whose genes are named as in the panel
 * @throws TissuebookError 'invalid-argument' (an empty panel, a name twice in the panel or in the data, no gene in common),
 *   'missing-key' (no such column; genes that are missing, if they are refused)
 */
export function matchPanel(adata: AnnData, panel: readonly string[], options: MatchPanelOptions = {}): AnnData {
  checkAnnData('matchPanel', 'adata', adata);
  checkArgument('matchPanel', 'panel', panel, listOf(text));
  checkOptions('matchPanel', options, { by: text, ignoreCase: flag, missing: oneOf('zero', 'leaveOut', 'refuse') });
  const { ignoreCase = false, missing = 'zero' } = options;
  const keyOf = (name: string): string => (ignoreCase ? name.toLowerCase() : name);
  if (new Set(panel.map(keyOf)).size < Math.max(1, panel.length))
    throw unclear('the panel names a gene twice, or none');
  const places = placesOf(namesOf(adata, options.by), keyOf, new Set(panel.map(keyOf)));
  const found = panel.map((name) => places.get(keyOf(name)) ?? -1);
  const absent = panel.filter((_, j) => found[j]! < 0);
  if (absent.length === panel.length) throw unclear('the data have none of its genes');
  if (absent.length > 0 && missing === 'refuse') {
    throw new TissuebookError(
      'missing-key',
      `matchPanel: the data lack ${absent.length} genes: ${absent.slice(0, 8).join(', ')}.`,
      {
        argument: 'panel',
        found: absent.length,
      },
    );
  }
  const facts = { options: { ...options, panel }, from: adata };
  const step = `matchPanel(${panel.length} genes, ${absent.length} missing: ${missing})`;
  const kept = missing === 'leaveOut' ? panel.filter((_, j) => found[j]! >= 0) : [...panel];
  const measured = adata.subset({ var: found.filter((place) => place >= 0) });
  if (absent.length === 0 || missing === 'leaveOut') {
    const columns = measured.var.names.map((name) => [name, measured.var.get(name)] as const);
    return recordStep(
      measured,
      step,
      { var: new Table(kept, [...columns, ['measured', kept.map(() => true)]]) },
      facts,
    );
  }
  const vars = new Table(kept, [['measured', found.map((place) => place >= 0)]]);
  const spread = (matrix: Matrix): Matrix => spreadColumns(matrix, found);
  return recordStep(
    measured,
    step,
    {
      X: measured.X && spread(measured.X),
      layers: [...measured.layers].map(([name, layer]) => [name, spread(layer)] as const),
      var: vars,
      varm: [],
      varp: [],
    },
    facts,
  );
}

function namesOf(adata: AnnData, by: string | undefined): readonly (string | undefined)[] {
  if (by === undefined) return adata.var.index;
  const column = adata.var.get(by);
  if (column.kind === 'categorical') return Array.from(column.codes, (code) => column.categories[code]);
  return Array.from(column.values as ArrayLike<unknown>, (value, j) =>
    column.missing?.[j] ? undefined : String(value),
  );
}

/** Where each wanted name is. */
function placesOf(
  names: readonly (string | undefined)[],
  keyOf: (name: string) => string,
  wanted: ReadonlySet<string>,
): Map<string, number> {
  const places = new Map<string, number>();
  names.forEach((name, j) => {
    if (name === undefined || !wanted.has(keyOf(name))) return;
    if (places.has(keyOf(name))) throw unclear(`the data have "${name}" twice`);
    places.set(keyOf(name), j);
  });
  return places;
}

/** Columns in their order at the places where `found` is not negative; zeros at the others. */
function spreadColumns(matrix: Matrix, found: readonly number[]): Matrix {
  const sparse = matrix instanceof SparseMatrix ? matrix : SparseMatrix.fromDense(matrix);
  const targets = Int32Array.from(found, (_, j) => j).filter((j) => found[j]! >= 0);
  const wide = new SparseMatrix(matrix.rows, found.length, {
    indptr: sparse.indptr,
    indices: sparse.indices.map((j) => targets[j]!),
    values: sparse.values,
  });
  return matrix instanceof SparseMatrix ? wide : wide.toDense();
}

function unclear(what: string): TissuebookError {
  return new TissuebookError('invalid-argument', `matchPanel: ${what}.`, { argument: 'panel' });
}
