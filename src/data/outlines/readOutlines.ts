import { existsSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number, objectWith, oneOf, text } from '../../options';
import { type RemoteOptions, remoteChecks } from '../../fetch';
import { isZip } from '../unzipped';
import { readImage } from '../images/readImage';
import { imageTransformation, openNgffImage } from '../zarr/ngffImage';
import { FolderStore } from '../zarr/stores/folderStore';
import { isAddress, withStore } from '../zarr/stores/withStore';
import type { ZarrStore } from '../zarr/stores/zarrStore';
import { openBatches } from '../batches/openBatches';
import { readGeoJsonOutlines } from './geoJsonOutlines';
import { outlinesOfLabels } from './labelOutlines';
import { OutlineBuilder } from './outlineBuilder';
import type { Outlines } from './outlines';
import { readGeometries, readShapeOutlines } from './shapeOutlines';
import { readVertexTable } from './vertexTable';

export interface ReadOutlinesOptions {
  /**
   * Units of the cells' positions for one unit of the file: 0.2125 where positions are in micrometers and the file counts pixels of 0.2125 µm, as QuPath and
   * label images do. 1.
   */
  scale?: number;
  /** The set of shapes or labels in a SpatialData folder: 'cell_boundaries'. */
  element?: string;
  /** The coordinate system of a SpatialData folder. 'global', as spatialdata. */
  coordinateSystem?: string;
  /** What names a cell: a property in GeoJSON (cell_id or name, else the feature's id), a column of a table (as the instrument has it). */
  name?: string;
  /** Outlines that cross themselves: 'leave out' (default), as geometry libraries refuse them, or 'keep', drawn by the even-odd rule. */
  crossing?: 'leave out' | 'keep';
  /** Memory in bytes that reading may take. A quarter of the machine's memory (our choice). */
  maxBytes?: number;
  /** Time in seconds after which reading is given up. 900 (our choice). */
  maxSeconds?: number;
  /** How SpatialData at an address are fetched. */
  remote?: RemoteOptions;
}

type Found = Required<Pick<ReadOutlinesOptions, 'scale' | 'maxBytes' | 'maxSeconds'>> & ReadOutlinesOptions;

/**
 * Reads the outlines of cells:
 *
 * - Xenium: cell_boundaries or nucleus_boundaries, .parquet or .csv(.gz), or the folder that has them;
 * - CosMx: the polygons' .csv(.gz);
 * - QuPath: cells or detections as GeoJSON (.geojson, .json, also .gz);
 * - SpatialData: shapes or labels, the folder, the .zarr.zip or the address, and { element };
 * - MERSCOPE and others: GeoParquet;
 * - label images: PNG, TIFF, with the number of its cell in each pixel; their contours are traced.
 *
 * Outlines that are none (fewer than three corners, corners that are no numbers, crossing themselves) are left out with a notice; sizes are looked at before memory is
 * taken.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'unsupported-encoding', 'missing-key', 'invalid-argument'
 *
 * @example
 * const xenium = await readXenium('outs');
 * keepOutlines(xenium, await readOutlines('outs/cell_boundaries.parquet'));
 * spatialView(xenium, { color: 'total_counts', outlines: true });
 */
export async function readOutlines(path: string, options: ReadOutlinesOptions = {}): Promise<Outlines> {
  checkOptions('readOutlines', options, {
    scale: number(Number.MIN_VALUE),
    element: text,
    coordinateSystem: text,
    name: text,
    crossing: oneOf('leave out', 'keep'),
    maxBytes: integer(1),
    maxSeconds: number(0.001),
    remote: objectWith(),
  });
  if (options.remote) checkOptions('readOutlines', options.remote, remoteChecks);
  const found: Found = { scale: 1, maxBytes: Math.floor(totalmem() / 4), maxSeconds: 900, ...options };
  const make = (name: string): OutlineBuilder => new OutlineBuilder(name, found.scale, options.crossing === 'keep');
  if (isAddress(path) || isZip(path)) return withStore(path, found.remote ?? {}, (store) => ofStore(store, found, make)); // prettier-ignore
  if (!existsSync(path)) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  if (statSync(path).isDirectory()) return ofFolder(path, found, make);
  if (/\.(geo)?json(\.gz)?$/i.test(path)) return readGeoJsonOutlines(path, make(basename(path)), { name: options.name, maxSeconds: found.maxSeconds }); // prettier-ignore
  if (/\.(tiff?|png)$/i.test(path)) {
    const image = await readImage(path, { maxBytes: found.maxBytes });
    try {
      return await outlinesOfLabels(image, make(image.name));
    } finally {
      await image.close();
    }
  }
  if (await hasGeometry(path, found)) return readGeometries(path, make(basename(path)), found);
  return readVertexTable(path, found, make, options.name);
}

/** The names under which a Xenium folder has its outlines. */
const XENIUM = ['cell_boundaries.parquet', 'cell_boundaries.csv.gz', 'cell_boundaries.csv'];

async function ofFolder(folder: string, found: Found, make: (name: string) => OutlineBuilder): Promise<Outlines> {
  const xenium = XENIUM.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (xenium) return readVertexTable(xenium, found, make, found.name);
  return ofStore(new FolderStore(folder), found, make);
}

/** Shapes or labels of SpatialData, or an element of it by itself. */
async function ofStore(store: ZarrStore, found: Found, make: (name: string) => OutlineBuilder): Promise<Outlines> {
  const { element, coordinateSystem: system = 'global', maxBytes, maxSeconds } = found;
  const node = element && (await store.nodes((path) => path.split('/').length <= 2)).get(`/labels/${element}`);
  if (!node) return readShapeOutlines(store, make(store.name), { element, system, maxBytes, maxSeconds });
  const affine = imageTransformation(`labels/${element}`, node, system);
  const notices = affine ? [] : [`labels/${element} has no place in "${system}": its outlines are in pixels.`];
  const image = await openNgffImage({ store, path: `/labels/${element}` }, `labels/${element}`, node, { maxBytes });
  return outlinesOfLabels(image, make(element!), affine, notices);
}

async function hasGeometry(path: string, limits: Found): Promise<boolean> {
  if (!/\.(geo)?parquet$/i.test(path)) return false;
  const table = await openBatches(path, limits);
  await table.close();
  return table.columns.some((name) => /^geometry$/i.test(name));
}
