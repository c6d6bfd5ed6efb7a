import { totalmem } from 'node:os';
import { TissuebookError } from '../../errors';
import { checkOptions, text } from '../../options';
import type { AnnData } from '../annData';
import { readAnnData } from '../encoding/readAnnData';
import { imageTransformation, openNgffImage } from './ngffImage';
import { limitsOf, type ReadZarrOptions, zarrChecks } from './readZarr';
import { placeTable } from './placeTable';
import { readPoints } from './readPoints';
import { readShapes } from './shapes';
import { SpatialData } from './spatialData';
import { below } from './stores/below';
import { withOrigin } from './stores/origin';
import { withFiles } from './stores/withFiles';
import { withStore } from './stores/withStore';
import type { StoreOrigin, ZarrStore } from './stores/zarrStore';
import { type Affine, invert, transformationTo } from './transformations';
import { ZarrContainer } from './zarrContainer';

export interface ReadSpatialDataOptions extends Omit<ReadZarrOptions, 'backed' | 'group'> {
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
export async function readSpatialData(path: string, options: ReadSpatialDataOptions = {}): Promise<SpatialData> {
  checkOptions('readSpatialData', options, { ...zarrChecks, coordinateSystem: text });
  return withStore(path, options, (store, origin) => readElements(store, origin, options));
}

async function readElements(
  store: ZarrStore,
  origin: StoreOrigin | undefined,
  options: ReadSpatialDataOptions,
): Promise<SpatialData> {
  const { coordinateSystem = 'global', maxBytes, maxSeconds } = options;
  const limited = { ...(maxBytes !== undefined && { maxBytes }), ...(maxSeconds !== undefined && { maxSeconds }) };
  // Images and tables are opened by themselves; of the elements only their names are wanted here.
  const nodes = await store.nodes((path) => path.split('/').length <= 2);
  const names = (kind: string): string[] => (nodes.get(`/${kind}`)?.members ?? []).filter((name) => nodes.get(`/${kind}/${name}`)!.kind === 'group'); // prettier-ignore
  const tables = [...names('tables').map((name) => ['tables', name]), ...names('table').map((name) => ['table', name])];
  const elements = ['images', 'shapes', 'labels', 'points'].flatMap(names);
  if (tables.length + elements.length === 0) {
    throw new TissuebookError('unsupported-encoding', `${store.name} is no SpatialData folder.`, {
      argument: 'folder',
      found: store.name,
      advice: 'It has no tables, images, shapes, labels or points. A single AnnData is read with readZarr.',
    });
  }
  const notices: string[] = [];
  const most = limited.maxBytes ?? Math.floor(totalmem() / 4);
  const toPixels = new Map<string, Affine>();
  const images = await readEach(notices, names('images'), async (name) => {
    const [where, node] = [`images/${name}`, nodes.get(`/images/${name}`)!];
    const image = await openNgffImage({ store, path: `/images/${name}` }, where, node, imageOptions(limited));
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
    return withFiles(store, `/shapes/${name}`, 'shapes.parquet', most, (place) => readShapes(place, limited, affine));
  });
  for (const name of names('labels')) {
    const affine = placeOf(notices, `labels/${name}`, () => imageTransformation(`labels/${name}`, nodes.get(`/labels/${name}`)!, coordinateSystem)); // prettier-ignore
    if (affine) toPixels.set(name, invert(`labels/${name}`, affine));
  }
  const limits = limitsOf(options);
  const found = new Map<string, AnnData>();
  for (const [group, name] of tables) {
    const container = await ZarrContainer.read(below(store, `/${group}/${name}`), limits);
    const { attributes } = nodes.get(`/${group}/${name}`)!;
    found.set(name!, withOrigin(placeTable(readAnnData(container), name!, attributes, shapes), origin));
  }
  const parts = { tables: found, images, shapes, labels: names('labels'), points: names('points'), notices };
  return new SpatialData({ coordinateSystem, ...parts }, toPixels, {
    labels: (name) => openNgffImage({ store, path: `/labels/${name}` }, `labels/${name}`, nodes.get(`/labels/${name}`)!, imageOptions(limited)), // prettier-ignore
    points: (name, wanted) => {
      const { attributes } = nodes.get(`/points/${name}`)!;
      const affine = transformationTo(`points/${name}`, attributes['coordinateTransformations'], coordinateSystem, axesNames(attributes)); // prettier-ignore
      return withFiles(store, `/points/${name}`, 'points.parquet', wanted.maxBytes ?? most, (place) =>
        readPoints({ folder: place, name, attributes, affine }, wanted),
      );
    },
  });
}

/** A transformation; undefined, with a notice, where there is none or one that cannot be read. */
function placeOf(notices: string[], where: string, find: () => Affine | undefined): Affine | undefined {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof TissuebookError)) throw error;
    notices.push(`${where} has no place: ${error.message}`);
    return undefined;
  }
}

function notPlaced(where: string, system: string): string {
  return `${where} has no transformation to "${system}": its own coordinates were kept.`;
}

/** The names of the axes of shapes. */
function axesNames({ axes }: Record<string, unknown>): string[] {
  return Array.isArray(axes) ? axes.map(String) : ['x', 'y'];
}

function imageOptions({ maxBytes }: Pick<ReadZarrOptions, 'maxBytes'>): { maxBytes?: number } {
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
      if (!(error instanceof TissuebookError) || error.kind === 'aborted' || error.kind === 'download-failed')
        throw error;
      notices.push(`Left out: ${error.message}`);
    }
  }
  return found;
}
