import { TissuebookError } from '../../errors';
import type { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import type { TissueImage } from '../images/tissueImage';
import { listNames, type Table } from '../table';
import type { ReadPointsOptions } from './readPoints';
import { type Affine, move } from './transformations';

/** How elements that stay in the folder are read. */
export interface SpatialElements {
  labels: (name: string) => Promise<TissueImage>;
  points: (name: string, options: ReadPointsOptions) => Promise<Table>;
}

/** What a SpatialData folder holds. Labels and points are read when they are asked for: `labelImage`, `readPoints`. */
export class SpatialData {
  /**
   * The annotated tables. Positions in obsm['spatial'] are filled in from the shapes that a table is about: of the region and
   * with the instance that each row names. A row whose shape is not there has none (NaN); the table's notices say so.
   */
  readonly tables: ReadonlyMap<string, AnnData>;
  /** The coordinate system of all positions. */
  readonly coordinateSystem: string;
  /** Images, whose pixels stay in the folder; `pixelsOf` finds positions in them. */
  readonly images: ReadonlyMap<string, TissueImage>;
  /** For each set of shapes a table with the middle of every shape, x and y. */
  readonly shapes: ReadonlyMap<string, Table>;
  /** Names of label images, for `labelImage`. */
  readonly labels: readonly string[];
  /** Names of points, for `readPoints`. */
  readonly points: readonly string[];
  /** What had to be left out, in sentences. */
  readonly notices: readonly string[];
  readonly #toPixels: ReadonlyMap<string, Affine>;
  readonly #elements: SpatialElements;

  /** @param toPixels for each image, of labels too, the way from the coordinate system to pixels */
  constructor(
    parts: Omit<SpatialData, 'toString' | 'pixelsOf' | 'labelImage' | 'readPoints'>,
    toPixels: ReadonlyMap<string, Affine>,
    elements: SpatialElements,
  ) {
    this.#toPixels = toPixels;
    this.#elements = elements;
    this.coordinateSystem = parts.coordinateSystem;
    this.tables = parts.tables;
    this.images = parts.images;
    this.shapes = parts.shapes;
    this.labels = parts.labels;
    this.points = parts.points;
    this.notices = parts.notices;
  }

  /**
   * A label image: in each pixel the number of the cell that it belongs to, 0 for none. Its pixels stay in the folder; numbers beyond 2^24 lose their last digits. For
   * `new ImageSource({ image, labels })`, and `pixelsOf(name, points)` finds positions in it.
   *
   * @throws TissuebookError 'missing-key' (no such labels), and as readImage
   */
  async labelImage(name: string): Promise<TissueImage> {
    return this.#elements.labels(this.#named('labels', name));
  }

  /**
   * Points as transcripts, a row for each: x and y in the coordinate system, and the other columns. Files are read part by part, of which only the wanted features are
   * kept: `await spatial.readPoints('transcripts', { features: ['CD3E'] })`.
   *
   * @throws TissuebookError 'missing-key' (no such points or column), 'too-large', and as readParquet
   */
  async readPoints(name: string, options: ReadPointsOptions = {}): Promise<Table> {
    return this.#elements.points(this.#named('points', name), options);
  }

  #named(kind: 'labels' | 'points', name: string): string {
    if (this[kind].includes(name)) return name;
    throw new TissuebookError('missing-key', `There are no ${kind} "${name}".`, {
      argument: 'name',
      found: name,
      advice: `There are: ${listNames(this[kind])}.`,
    });
  }

  /**
   * Positions in pixels of the finest level of an image: where `cropsAt` cuts crops.
   *
   * @param points [n, 2], x and y in the coordinate system, as `coordinates(table).points`
   * @throws TissuebookError 'missing-key' (no such image, or one that is not placed in the coordinate system),
   *   'shape-mismatch' (not two columns)
   */
  pixelsOf(image: string, points: DenseMatrix): DenseMatrix {
    const affine = this.#toPixels.get(image);
    if (!affine) {
      throw new TissuebookError('missing-key', `No image "${image}" has a place in "${this.coordinateSystem}".`, {
        argument: 'image',
        found: image,
        advice: `Images that have: ${listNames([...this.#toPixels.keys()])}.`,
      });
    }
    if (points.columns !== 2) {
      throw new TissuebookError('shape-mismatch', `pixelsOf: points have ${points.columns} columns, not x and y.`, {
        argument: 'points',
        found: points.columns,
      });
    }
    const moved = Array.from({ length: points.rows }, (_, i) => move(affine, points.get(i, 0), points.get(i, 1)));
    return new DenseMatrix(points.rows, 2, Float64Array.from(moved.flat()));
  }

  /** What is in it, as text. */
  toString(): string {
    const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
    const lines = [`SpatialData in "${plain(this.coordinateSystem)}"`];
    const add = (what: string, names: string[]): unknown => names.length && lines.push(`  ${what}: ${plain(listNames(names))}`); // prettier-ignore
    add('tables', [...this.tables].map(([name, { nObs, nVars }]) => `${name} (${nObs} x ${nVars})`)); // prettier-ignore
    add('images', [...this.images].map(([name, { width, height }]) => `${name} (${width} x ${height})`)); // prettier-ignore
    add('shapes', [...this.shapes].map(([name, { length }]) => `${name} (${length})`)); // prettier-ignore
    add('labels', [...this.labels]);
    add('points', [...this.points]);
    for (const notice of this.notices) lines.push(`  note: ${plain(notice)}`);
    return lines.join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
