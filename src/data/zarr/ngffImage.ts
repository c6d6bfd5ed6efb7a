import { TissuebookError } from '../../errors';
import { type ImageLevel, type TileSource, pixelArray, type Pixels, usualChannels } from '../images/pixels';
import { imageLimits, type ReadImageOptions } from '../images/imageLimits';
import { checkImageSize } from '../images/sizes';
import { TissueImage } from '../images/tissueImage';
import { isRecord, type ZarrNode } from './nodes';
import type { ZarrStore } from './stores/zarrStore';
import { affineOf, type Affine, compose, transformationTo } from './transformations';
import { ZarrArray, type ZarrLimits } from './zarrArray';

/** The axes of an image array, in its order. */
type Axis = 'c' | 'y' | 'x' | 'other';

/**
 * An image in a zarr store, as OME-NGFF 0.4 and 0.5 lay it out: a group of arrays, one for each level. Axes other than c,
 * y and x, as z and t, are read at their first place.
 *
 * @throws TissuebookError 'unsupported-encoding' (no such image), 'corrupt', 'too-large'
 */
export async function openNgffImage(
  { store, path: place }: { store: ZarrStore; path: string },
  name: string,
  node: ZarrNode,
  options: ReadImageOptions,
): Promise<TissueImage> {
  const limits = imageLimits(options);
  const facts = factsOf(node);
  const scales = scalesOf(node);
  const paths = isRecord(scales) && Array.isArray(scales['datasets']) ? scales['datasets'].map(pathOf) : [];
  const axes = isRecord(scales) && Array.isArray(scales['axes']) ? scales['axes'].map(axisOf) : [];
  if (paths.length === 0 || paths.includes(undefined) || !axes.includes('x') || !axes.includes('y')) {
    throw new TissuebookError('unsupported-encoding', `${name} is no image with levels and axes x and y.`, {
      argument: name,
    });
  }
  const arrays: ZarrArray[] = [];
  for (const path of paths) {
    const perTile: ZarrLimits = { budget: limits.maxBytes, deadline: Infinity };
    arrays.push(
      await ZarrArray.open(store, `${place === '/' ? '' : place}/${path}`, node.version, `${name}/${path}`, perTile),
    );
  }
  return new TissueImage(name, ngffSource(name, arrays, axes, facts, limits.maxBytes), limits);
}

/**
 * The way from pixels of the finest level to a coordinate system; undefined where the image has no place in it.
 *
 * @throws TissuebookError as transformationTo
 */
export function imageTransformation(name: string, node: ZarrNode, system: string): Affine | undefined {
  const scales = scalesOf(node);
  if (!isRecord(scales)) return undefined;
  const axes = Array.isArray(scales['axes']) ? scales['axes'].map(axisName) : [];
  const placed = transformationTo(name, scales['coordinateTransformations'], system, axes);
  const finest = Array.isArray(scales['datasets']) ? (scales['datasets'][0] as unknown) : undefined;
  const own = isRecord(finest) ? finest['coordinateTransformations'] : undefined;
  if (!placed || !Array.isArray(own)) return placed;
  return compose(affineOf(name, { type: 'sequence', transformations: own }, axes, 0), placed);
}

function factsOf(node: ZarrNode): unknown {
  return node.attributes['ome'] ?? node.attributes;
}

function scalesOf(node: ZarrNode): unknown {
  const facts = factsOf(node);
  return isRecord(facts) && Array.isArray(facts['multiscales']) ? facts['multiscales'][0] : undefined;
}

function axisName(axis: unknown): string {
  return String(isRecord(axis) ? axis['name'] : axis);
}

/** The name of a level: one name, so that it cannot lead out of the folder. */
function pathOf(dataset: unknown): string | undefined {
  const path = isRecord(dataset) ? dataset['path'] : undefined;
  return typeof path === 'string' && /^[^./\\][^/\\]*$/.test(path) ? path : undefined;
}

function axisOf(axis: unknown): Axis {
  const name = axisName(axis);
  return name === 'c' || name === 'y' || name === 'x' ? name : 'other';
}

function ngffSource(
  name: string,
  arrays: readonly ZarrArray[],
  axes: readonly Axis[],
  facts: unknown,
  maxBytes: number,
): TileSource {
  const [x, y, c] = [axes.indexOf('x'), axes.indexOf('y'), axes.indexOf('c')];
  const channels = c < 0 ? 1 : arrays[0]!.shape[c]!;
  const levels = arrays.map((array): ImageLevel => {
    const fits = array.shape.length === axes.length && (c < 0 || array.shape[c] === channels);
    if (!fits || array.shape.includes(0)) {
      throw new TissuebookError('corrupt', `${name}: a level has the shape ${array.shape.join(' x ')}.`, {
        argument: name,
      });
    }
    checkImageSize(name, array.chunks[x]!, array.chunks[y]!, 8 * channels, maxBytes);
    return {
      width: array.shape[x]!,
      height: array.shape[y]!,
      tileWidth: array.chunks[x]!,
      tileHeight: array.chunks[y]!,
    };
  });
  const type = arrays[0]!.type === 'uint8' || arrays[0]!.type === 'uint16' ? arrays[0]!.type : 'float32';
  return {
    levels,
    channels: labelsOf(facts, channels),
    type,
    readTile: (level, column, row) =>
      readTile(arrays[level]!, levels[level]!, axes, { type, channels, first: 0, column, row }),
    // Channels that are packed together are unpacked together.
    ...(c >= 0 &&
      arrays.every(({ chunks }) => chunks[c] === 1) && {
        readPlane: (level: number, column: number, row: number, channel: number) =>
          readTile(arrays[level]!, levels[level]!, axes, { type, channels: 1, first: channel, column, row }),
      }),
    close: async () => undefined,
  };
}

interface Tile {
  type: TileSource['type'];
  channels: number;
  /** The first of them. */
  first: number;
  column: number;
  row: number;
}

async function readTile(array: ZarrArray, level: ImageLevel, axes: readonly Axis[], tile: Tile): Promise<Pixels> {
  const [left, top] = [tile.column * level.tileWidth, tile.row * level.tileHeight];
  const width = Math.min(level.tileWidth, level.width - left);
  const height = Math.min(level.tileHeight, level.height - top);
  const start = axes.map((axis) => ({ x: left, y: top, c: tile.first, other: 0 })[axis]);
  const shape = axes.map((axis) => ({ x: width, y: height, c: tile.channels, other: 1 })[axis]);
  const found = await array.read({ start, shape });
  if (found.kind !== 'numbers' && found.kind !== 'flags') {
    throw new TissuebookError('unsupported-encoding', `An image holds ${found.kind} where numbers belong.`);
  }
  const step = (axis: Axis): number => {
    const d = axes.indexOf(axis);
    return d < 0 ? 0 : shape.slice(d + 1).reduce((product, size) => product * size, 1);
  };
  const [stepX, stepY, stepC] = [step('x'), step('y'), step('c')];
  const values = pixelArray(tile.type, width * height * tile.channels);
  for (let v = 0, e = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      for (let c = 0; c < tile.channels; c++) values[e++] = Number(found.values[v * stepY + u * stepX + c * stepC]);
    }
  }
  return { width, height, channels: tile.channels, values };
}

/** Names of channels from the metadata for viewers (omero), where there is one for each. */
function labelsOf(facts: unknown, channels: number): string[] {
  const omero = isRecord(facts) ? facts['omero'] : undefined;
  const listed = isRecord(omero) && Array.isArray(omero['channels']) ? omero['channels'] : [];
  const labels = listed.map((channel: unknown) => (isRecord(channel) ? channel['label'] : undefined));
  const named = labels.length === channels && labels.every((label) => typeof label === 'string');
  return named ? (labels as string[]) : usualChannels(channels);
}
