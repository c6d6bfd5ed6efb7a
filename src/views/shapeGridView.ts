import { AnnData, categorical, type CellPictures, DenseMatrix, Table, type Uns } from '../data';
import { axesReader } from '../data/axesReader';
import { TissuebookError } from '../errors';
import { checkArgument, checkOptions, integer, listOf, objectWith, seed as seedCheck, text } from '../options';
import { Random } from '../random';
import { mosaic } from './mosaic';
import { type Outline, spatialView } from './spatialView';
import type { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** Shapes of cells under names, as `generate` gives them: control and generated are of the same cells, target of others. */
export interface ShapeSets {
  /** Names of the columns. */
  readonly features: readonly string[];
  /** By name, in the order in which they are shown: { control, generated, target } [cells, features], as measured. */
  readonly shapes: Readonly<Record<string, DenseMatrix>>;
  /** Pictures of the same cells under the same names, where these were carried; they are shown in place of drawn shapes. */
  readonly pictures?: ShapePictures | undefined;
}

/** Pictures of cells under names, and whether they were drawn. */
export interface ShapePictures {
  readonly control: CellPictures;
  readonly generated: CellPictures;
  readonly target: CellPictures;
  readonly drawn?: boolean;
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
 * Cells drawn as ellipses from their measured or generated shapes, a row for each set and a column for each cell; of sets that hold other
 * cells each column is a cell of its own. These are drawings, not pictures: of a shape they show area and axes and nothing else. Where
 * pictures were carried (`generate` with space 'latent' or 'pixels'), these are shown: control, generated and target. Cells can be walked
 * through and read in a table as those of a tissue, with what was measured of each.
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
  const chosen = chooseCells(data, cells, apart, seed);
  const { pictures } = data;
  const sets = Object.keys(data.shapes);
  const made = pictures ? pictured(chosen, sets, pictures) : drawn(chosen, data.features);
  const obs = new Table(
    chosen.map(({ name, row }) => `${name} ${row}`),
    [
      ['set', categorical(chosen.map(({ name }) => name), { categories: sets })] as const,
      ...data.features.map((feature, j) => [feature, chosen.map(({ values }) => values[j])] as const),
    ],
  ); // prettier-ignore
  const adata = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows(made.places)]], ...(made.uns && { uns: made.uns }) }); // prettier-ignore
  const words = pictures ? (pictures.drawn ? 'Drawn pictures' : 'Pictures') : 'Drawn from their shapes';
  const title = `${words}: ${sets.join(', ')}`;
  return spatialView(adata, { title, ...wording, color: 'set', hover: [...data.features], regions: made.regions });
}

/** A cell of the grid: which of its set, and where it stands. */
interface Chosen {
  readonly name: string;
  /** The number of the set, and the place within it. */
  readonly set: number;
  readonly at: number;
  readonly row: number;
  readonly values: ArrayLike<number>;
}

/** What is drawn: a place for each cell, outlines, and pictures below them. */
interface Grid {
  readonly places: number[][];
  readonly regions: Outline[];
  readonly uns?: Uns;
}

/** @throws TissuebookError 'shape-mismatch' for sets of other cells that are not apart */
function chooseCells({ shapes }: ShapeSets, cells: number, apart: readonly string[], seed: number): Chosen[] {
  const sets = Object.entries(shapes);
  const first = sets[0][1].rows;
  const count = Math.min(cells, ...sets.map(([, { rows }]) => rows));
  const random = new Random(seed);
  const together = random.fork('cells').choice(first, count);
  return sets.flatMap(([name, matrix], set) => {
    if (!apart.includes(name) && matrix.rows !== first) {
      throw new TissuebookError('shape-mismatch', `shapeGridView: ${name} has ${matrix.rows} cells, not ${first}.`, {
        argument: name,
        found: matrix.rows,
        advice: 'Name sets of other cells in apart.',
      });
    }
    const rows = apart.includes(name) ? random.fork(name).choice(matrix.rows, count) : together;
    return Array.from(rows, (row, at) => ({ name, set, at, row, values: matrix.row(row) }));
  });
}

/** Ellipses. @throws TissuebookError 'missing-key' (neither axes nor area and eccentricity) */
function drawn(chosen: readonly Chosen[], features: readonly string[]): Grid {
  const axesOf = axesReader('shapeGridView', features);
  const axes = chosen.map(({ values }) => axesOf(values));
  const pitch = 1.25 * Math.max(...axes.map(([long]) => long));
  const places = chosen.map(({ set, at }) => [at * pitch, set * pitch]);
  const regions = chosen.map(({ name, row }, i): Outline => ({
    name: `${name} ${row}`,
    corners: ellipse(places[i] as [number, number], axes[i]),
  }));
  return { places, regions };
}

/** Pictures in one image, each with its cell's mark at its upper edge and a frame. */
function pictured(chosen: readonly Chosen[], sets: readonly string[], pictures: ShapePictures): Grid {
  const { control, generated, target } = pictures;
  const known = new Map(Object.entries({ control, generated, target }));
  const of = (name: string): CellPictures => {
    const found = known.get(name);
    if (found) return found;
    throw new TissuebookError('missing-key', `shapeGridView: there are no pictures of ${name}.`, { argument: name });
  };
  const { uns, corners } = mosaic(chosen.map(({ name, row, set, at }) => ({ pictures: of(name), row, down: set, across: at })), sets.length); // prettier-ignore
  const regions = chosen.map(({ name, row }, i): Outline => ({ name: `${name} ${row}`, corners: corners[i] }));
  // A mark in the middle would hide the cell.
  const places = corners.map(([[left, top], [right]]) => [(left + right) / 2, top]);
  return { places, regions, uns };
}

function ellipse([x, y]: readonly [number, number], [long, short]: readonly [number, number]): [number, number][] {
  return Array.from({ length: CORNERS }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / CORNERS;
    return [x + long * Math.cos(angle), y + short * Math.sin(angle)];
  });
}
