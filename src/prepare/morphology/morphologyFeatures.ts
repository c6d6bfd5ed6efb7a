import { exactMath } from '../../exactMath';
import { type AnnData, DenseMatrix, type Table } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { listNames } from '../../data/table';
import { TissuebookError } from '../../errors';
import { checkOptions, listOf, text } from '../../options';

export interface MorphologyFeaturesOptions {
  /** Columns that hold the features. Those of obsm['morphology'] where there is such a table, else obs columns with customary names. */
  columns?: readonly string[];
}

/** Measured shapes of cells. */
export interface MorphologyFeatures {
  readonly features: readonly string[];
  /** [cells, features], as measured. */
  readonly values: DenseMatrix;
  /** Whether a feature is a length or an area: all above 0, and compared by its logarithm (ours). */
  readonly logarithmic: readonly boolean[];
  /** Where they come from: "obsm['morphology']" or 'obs'. */
  readonly from: string;
}

/** Customary names, letters only: of scikit-image's regionprops, of its older versions, of MCMICRO and of scimap. */
const LENGTHS = ['area', 'cellarea', 'nucleusarea', 'perimeter', 'majoraxislength', 'minoraxislength', 'axismajorlength', 'axisminorlength']; // prettier-ignore
const OTHERS = ['eccentricity', 'solidity', 'extent', 'intensitymean', 'intensitymax', 'intensitymin', 'intensitystd'];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/**
 * The measured shapes of all cells: the columns of obsm['morphology'], which regionProperties() can fill, or obs columns with the names
 * that scikit-image, MCMICRO and scimap give them (area, perimeter, axes, eccentricity, solidity, extent, intensities).
 *
 *     const { features, values } = morphologyFeatures(adata);
 *
 * @throws TissuebookError 'missing-key' (no such column), 'not-finite' (a cell without a value), 'invalid-argument' (text, an area that
 *   is not above 0)
 */
export function morphologyFeatures(adata: AnnData, options: MorphologyFeaturesOptions = {}): MorphologyFeatures {
  checkAnnData('morphologyFeatures', 'adata', adata);
  checkOptions('morphologyFeatures', options, { columns: listOf(text) });
  const own = adata.obsmTables.get('morphology');
  const table = own ?? adata.obs;
  const from = own ? "obsm['morphology']" : 'obs';
  const known = new Set([...LENGTHS, ...OTHERS]);
  const features = options.columns ?? table.names.filter((name) => known.has(plain(name)));
  if (features.length === 0) {
    throw new TissuebookError('missing-key', `morphologyFeatures: no shapes are known in ${from}.`, {
      argument: 'columns',
      found: listNames(table.names),
      advice: 'Measure them with regionProperties, or name their columns in columns.',
    });
  }
  const logarithmic = features.map((name) => LENGTHS.includes(plain(name)));
  const columns = features.map((name, j) => numbersOf(table, name, logarithmic[j]));
  const values = new Float64Array(adata.nObs * features.length);
  for (let i = 0; i < adata.nObs; i++) columns.forEach((column, j) => (values[i * features.length + j] = column[i]));
  return { features, values: new DenseMatrix(adata.nObs, features.length, values), logarithmic, from };
}

/** The same, or undefined for data without shapes that are all numbers. */
export function findMorphology(adata: AnnData): MorphologyFeatures | undefined {
  try {
    return morphologyFeatures(adata);
  } catch (error) {
    if (error instanceof TissuebookError) return undefined;
    throw error;
  }
}

function numbersOf(table: Table, name: string, positive: boolean): ArrayLike<number> {
  const column = table.get(name);
  if (column.kind !== 'numeric') {
    throw new TissuebookError('invalid-argument', `morphologyFeatures: the column "${name}" holds no numbers.`, {
      argument: 'columns',
      found: column.kind,
    });
  }
  const { values, missing } = column;
  for (let i = 0; i < values.length; i++) {
    if (missing?.[i] || !Number.isFinite(values[i])) {
      throw new TissuebookError('not-finite', `morphologyFeatures: cell ${i} has no ${name}.`, {
        argument: 'columns',
        found: name,
        advice: 'Leave out cells without a shape: adata.subset(...).',
      });
    }
    if (positive && values[i] <= 0) {
      throw new TissuebookError('invalid-argument', `morphologyFeatures: the ${name} of cell ${i} is ${values[i]}.`, {
        argument: 'columns',
        found: values[i],
        advice: 'Areas and lengths are above 0: leave out cells without a shape.',
      });
    }
  }
  return values;
}

/**
 * Shapes on the scale on which they are compared: logarithms of lengths and areas, everything else as it is.
 *
 * @param logarithmic of MorphologyFeatures
 */
export function onComparedScale(values: DenseMatrix, logarithmic: readonly boolean[]): DenseMatrix {
  const columns = values.columns;
  return new DenseMatrix(
    values.rows,
    columns,
    Float64Array.from(values.values, (value, at) => (logarithmic[at % columns] ? exactMath.log(value) : value)),
  );
}

/** The reverse of onComparedScale(). */
export function onMeasuredScale(values: DenseMatrix, logarithmic: readonly boolean[]): DenseMatrix {
  const columns = values.columns;
  return new DenseMatrix(
    values.rows,
    columns,
    Float64Array.from(values.values, (value, at) => (logarithmic[at % columns] ? exactMath.exp(value) : value)),
  );
}
