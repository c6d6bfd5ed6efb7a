import { AnnData, categorical, DenseMatrix, Table } from '../data';
import { TissuebookError } from '../errors';
import { checkArgument, checkOptions, integer, listOf, objectWith, seed as seedCheck, text } from '../options';
import { Random } from '../random';
import { type Outline, spatialView } from './spatialView';
import type { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** Shapes of cells under names, as `generate` gives them: control and generated are of the same cells, target of others. */
export interface ShapeSets {
  /** Names of the columns. */
  readonly features: readonly string[];
  /** By name, in the order in which they are shown: { control, generated, target } [cells, features], as measured. */
  readonly shapes: Readonly<Record<string, DenseMatrix>>;
}

/** How shapes are drawn. */
export interface ShapeGridOptions extends Wording {
  /** Cells of each set. 10. */
  cells?: number;
  /** Sets whose rows are not those of the first: their cells are drawn at random. ['target']. */
  apart?: readonly string[];
  /** Fixes which cells are shown. 0. */
  seed?: number;
}

/** Corners of a drawn ellipse (ours). */
const CORNERS = 32;

/**
 * Cells drawn as ellipses from their measured or generated shapes, a column for each set and a row for each cell; of sets that hold other
 * cells each row is a cell of its own. These are drawings, not pictures: of a shape they show area and axes and nothing else. Cells
 * can be walked through and read in a table as those of a tissue.
 *
 *     shapeGridView(await generate(model, adata, { state, control, target }));
 *
 * @throws TissuebookError 'missing-key' (neither axes nor area and eccentricity among the features), 'shape-mismatch'
 */
export function shapeGridView(data: ShapeSets, options: ShapeGridOptions = {}): View {
  checkArgument('shapeGridView', 'data', data, objectWith('features', 'shapes'));
  checkOptions('shapeGridView', options, {
    ...wordingChecks,
    cells: integer(1, 20),
    apart: listOf(text),
    seed: seedCheck,
  });
  const { cells = 10, apart = ['target'], seed = 0, ...wording } = options;
  const axesOf = axesReader(data.features);
  const sets = Object.entries(data.shapes);
  const first = sets[0][1].rows;
  const count = Math.min(cells, ...sets.map(([, { rows }]) => rows));
  const random = new Random(seed);
  const together = random.fork('cells').choice(first, count);
  const drawn = sets.flatMap(([name, matrix], column) => {
    if (!apart.includes(name) && matrix.rows !== first) {
      throw new TissuebookError('shape-mismatch', `shapeGridView: ${name} has ${matrix.rows} cells, not ${first}.`, {
        argument: name,
        found: matrix.rows,
        advice: 'Name sets of other cells in apart.',
      });
    }
    const rows = apart.includes(name) ? random.fork(name).choice(matrix.rows, count) : together;
    return Array.from(rows, (row, at) => ({
      name,
      column,
      at,
      row,
      values: matrix.row(row),
      axes: axesOf(matrix.row(row)),
    }));
  });
  const largest = Math.max(...drawn.map(({ axes }) => axes[0]));
  const pitch = 1.25 * largest;
  const obs = new Table(
    drawn.map(({ name, row }) => `${name} ${row}`),
    [
      ['set', categorical(drawn.map(({ name }) => name), { categories: sets.map(([name]) => name) })] as const,
      ...data.features.map((feature, j) => [feature, drawn.map(({ values }) => values[j])] as const),
    ],
  ); // prettier-ignore
  const places = drawn.map(({ column, at }) => [at * pitch, column * pitch]);
  const made = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows(places)]] });
  const regions = drawn.map(({ axes, name, row }, i): Outline => ({
    name: `${name} ${row}`,
    corners: ellipse(places[i] as [number, number], axes),
  }));
  const title = `Drawn from their shapes: ${sets.map(([name]) => name).join(', ')}`;
  return spatialView(made, { title, ...wording, color: 'set', hover: [...data.features], regions });
}

/** Half axes of a cell's ellipse, the longer one first, from its features. @throws TissuebookError 'missing-key' */
function axesReader(features: readonly string[]): (values: ArrayLike<number>) => readonly [number, number] {
  const plain = features.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''));
  const place = (...names: readonly string[]): number => plain.findIndex((name) => names.includes(name));
  const [major, minor] = [place('majoraxislength', 'axismajorlength'), place('minoraxislength', 'axisminorlength')];
  if (major >= 0 && minor >= 0) {
    return (values) => {
      const [a, b] = [values[major] / 2, values[minor] / 2];
      return [Math.max(a, b), Math.min(a, b)];
    };
  }
  const [area, eccentricity] = [place('area', 'cellarea', 'nucleusarea'), place('eccentricity')];
  if (area >= 0 && eccentricity >= 0) {
    return (values) => {
      // A generated eccentricity may lie a little outside of its range.
      const ratio = Math.sqrt(1 - Math.min(0.999, Math.max(0, values[eccentricity])) ** 2);
      const long = Math.sqrt(values[area] / Math.PI / ratio);
      return [long, long * ratio];
    };
  }
  throw new TissuebookError('missing-key', 'shapeGridView: nothing says how long and wide the cells are.', {
    argument: 'features',
    found: features.join(', '),
    advice: 'It draws both axes, or area and eccentricity.',
  });
}

function ellipse([x, y]: readonly [number, number], [long, short]: readonly [number, number]): [number, number][] {
  return Array.from({ length: CORNERS }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / CORNERS;
    return [x + long * Math.cos(angle), y + short * Math.sin(angle)];
  });
}
