import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number, text } from '../../options';
import type { AnnData } from '../annData';
import { DenseMatrix } from '../denseMatrix';
import { readAnnData } from '../encoding/readAnnData';
import type { TissueImage } from '../images/tissueImage';
import { listNames, type Table } from '../table';
import { imageTransformation, openNgffImage } from './ngffImage';
import { listNodes } from './nodes';
import { limitsOf, type ReadZarrOptions } from './readZarr';
import { placeTable } from './placeTable';
import { readShapes } from './shapes';
import { type Affine, invert, move, transformationTo } from './transformations';
import { ZarrContainer } from './zarrContainer';

/** What a SpatialData folder holds. Labels and points are named only. */
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
  /** Names of what is not read. */
  readonly labels: readonly string[];
  readonly points: readonly string[];
  /** What had to be left out, in sentences. */
  readonly notices: readonly string[];
  readonly #toPixels: ReadonlyMap<string, Affine>;

  /** @param toPixels for each image the way from the coordinate system to pixels */
  constructor(parts: Omit<SpatialData, 'toString' | 'pixelsOf'>, toPixels: ReadonlyMap<string, Affine>) {
    this.#toPixels = toPixels;
    this.coordinateSystem = parts.coordinateSystem;
    this.tables = parts.tables;
    this.images = parts.images;
    this.shapes = parts.shapes;
    this.labels = parts.labels;
    this.points = parts.points;
    this.notices = parts.notices;
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
    add('labels, not read', [...this.labels]);
    add('points, not read', [...this.points]);
    for (const notice of this.notices) lines.push(`  note: ${plain(notice)}`);
    return lines.join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

export interface ReadSpatialDataOptions extends ReadZarrOptions {
  /** The coordinate system that positions are given in. 'global', as spatialdata. */
  coordinateSystem?: string;
}

/**
 * Reads a SpatialData folder (zarr version 2 or 3): its tables into memory, its shapes as their middles, its images lazily.
 * Shapes are moved to the coordinate system; radii are multiplied by the square root of what areas are. Elements without
 * a transformation to it stay as they are, and those whose transformation cannot be read are left out: `notices` says so.
 * Positions that a table brings along in obsm['spatial'] are not moved.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no SpatialData folder), 'corrupt', 'too-large', and
 *   as readZarr
 */
export async function readSpatialData(folder: string, options: ReadSpatialDataOptions = {}): Promise<SpatialData> {
  const checks = { maxBytes: integer(1), maxSeconds: number(0.001), coordinateSystem: text };
  checkOptions('readSpatialData', options, checks);
  const { coordinateSystem = 'global', ...limited } = options;
  // Images and tables are opened by themselves; of the elements only their names are wanted here.
  const nodes = listNodes(folder, (path) => path.split('/').length <= 2);
  const names = (kind: string): string[] => (nodes.get(`/${kind}`)?.members ?? []).filter((name) => nodes.get(`/${kind}/${name}`)!.kind === 'group'); // prettier-ignore
  const tables = [...names('tables').map((name) => ['tables', name]), ...names('table').map((name) => ['table', name])];
  if (tables.length + names('images').length + names('shapes').length === 0) {
    throw new TissuebookError('unsupported-encoding', `${basename(resolve(folder))} is no SpatialData folder.`, {
      argument: 'folder',
      found: folder,
      advice: 'It has no tables, images or shapes. A single AnnData is read with readZarr.',
    });
  }
  const notices: string[] = [];
  const toPixels = new Map<string, Affine>();
  const images = await readEach(notices, names('images'), async (name) => {
    const [where, node] = [`images/${name}`, nodes.get(`/images/${name}`)!];
    const image = await openNgffImage(join(folder, 'images', name), where, node, imageOptions(limited));
    const affine = imageTransformation(where, node, coordinateSystem);
    if (affine) toPixels.set(name, invert(where, affine));
    else notices.push(notPlaced(where, coordinateSystem));
    return image;
  });
  const shapes = await readEach(notices, names('shapes'), async (name) => {
    const [where, { attributes }] = [`shapes/${name}`, nodes.get(`/shapes/${name}`)!];
    const affine = transformationTo(
      where,
      attributes['coordinateTransformations'],
      coordinateSystem,
      axesNames(attributes),
    );
    if (!affine) notices.push(notPlaced(where, coordinateSystem));
    return readShapes(join(folder, 'shapes', name), limited, affine);
  });
  const limits = limitsOf(limited);
  const found = new Map<string, AnnData>();
  for (const [group, name] of tables) {
    const container = await ZarrContainer.read(join(folder, group!, name!), limits);
    const { attributes } = nodes.get(`/${group}/${name}`)!;
    found.set(name!, placeTable(readAnnData(container), name!, attributes, shapes));
  }
  const parts = { tables: found, images, shapes, labels: names('labels'), points: names('points'), notices };
  return new SpatialData({ coordinateSystem, ...parts }, toPixels);
}

function notPlaced(where: string, system: string): string {
  return `${where} has no transformation to "${system}": its own coordinates were kept.`;
}

/** The names of the axes of shapes. */
function axesNames({ axes }: Record<string, unknown>): string[] {
  return Array.isArray(axes) ? axes.map(String) : ['x', 'y'];
}

function imageOptions({ maxBytes }: ReadZarrOptions): { maxBytes?: number } {
  return maxBytes === undefined ? {} : { maxBytes };
}

/** Elements by name; one that cannot be read becomes a notice. */
async function readEach<T>(
  notices: string[],
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (const name of names) {
    try {
      found.set(name, await read(name));
    } catch (error) {
      if (!(error instanceof TissuebookError)) throw error;
      notices.push(`Left out: ${error.message}`);
    }
  }
  return found;
}
