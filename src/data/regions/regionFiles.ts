import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number } from '../../options';
import { readText } from '../text/decodeText';
import { geoJsonOf, regionsOfGeoJson } from './geoJson';
import { checkRegion, MOST_REGIONS, type TissueRegion } from './tissueRegion';
import { regionsOfXeniumCsv, xeniumCsvOf } from './xeniumCsv';

export interface RegionFileOptions {
  /**
   * Units of the data's positions for one unit of the file: QuPath writes pixels of the image, so 0.2125 where positions are in micrometers
   * and a pixel is 0.2125 µm wide. 1.
   */
  scale?: number;
}

export interface ReadRegionsOptions extends RegionFileOptions {
  /** The largest file. 512 MiB (our choice). */
  maxBytes?: number;
}

/** Regions of a file. */
export interface RegionFile {
  regions: TissueRegion[];
  /** What was left out, in sentences. */
  notices: string[];
}

/**
 * Reads regions that were drawn elsewhere: GeoJSON as QuPath exports it (.geojson, .json, also .gz), or the selections of Xenium Explorer
 * (.csv). Polygons with holes and of several pieces stay what they are; points and lines are left out, with a notice.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'invalid-argument' (an outline that is none)
 *
 * @example
 * const { regions } = readRegions('annotations.geojson', { scale: 0.2125 });
 * keepRegions(tumor, regions);
 */
export function readRegions(path: string, options: ReadRegionsOptions = {}): RegionFile {
  checkOptions('readRegions', options, { scale: number(Number.MIN_VALUE), maxBytes: integer(1) });
  const { scale = 1, maxBytes = 512 * 2 ** 20 } = options;
  const { content } = readText(path, maxBytes);
  const read = /\.csv(\.gz)?$/i.test(path)
    ? { regions: regionsOfXeniumCsv(content, path), notices: [] }
    : regionsOfGeoJson(parsed(content, path));
  if (read.regions.length > MOST_REGIONS) {
    throw new TissuebookError(
      'too-large',
      `${basename(path)} has ${read.regions.length} regions, more than ${MOST_REGIONS}.`,
      {
        argument: 'path',
        found: read.regions.length,
        advice: 'Outlines of cells are no regions: read them with the cells (readSpatialData).',
      },
    );
  }
  if (read.regions.length === 0) read.notices.push(`${basename(path)} holds no outline.`);
  return { ...read, regions: read.regions.map((region) => scaled(region, scale)) };
}

/**
 * Writes regions for QuPath (.geojson, .json) or Xenium Explorer (.csv).
 *
 * @returns what has no form in the file, in sentences: holes and further pieces in .csv
 * @throws TissuebookError 'invalid-argument' (another ending)
 */
export async function writeRegions(
  regions: readonly TissueRegion[],
  path: string,
  options: RegionFileOptions = {},
): Promise<{ path: string; notices: string[] }> {
  checkOptions('writeRegions', options, { scale: number(Number.MIN_VALUE) });
  const { scale = 1 } = options;
  const sound = regions.map((region) => scaled(checkRegion('writeRegions', region), 1 / scale));
  if (/\.(geo)?json$/i.test(path)) {
    await writeFile(path, JSON.stringify(geoJsonOf(sound)));
    return { path, notices: [] };
  }
  if (!/\.csv$/i.test(path)) {
    throw new TissuebookError('invalid-argument', 'writeRegions writes .geojson, .json and .csv.', {
      argument: 'path',
      found: basename(path),
    });
  }
  await writeFile(path, xeniumCsvOf(sound));
  const partial = sound.filter(({ pieces }) => pieces.length > 1 || pieces[0]!.length > 1);
  const notices = partial.map(
    ({ name }) => `Of "${name}" only the first outer ring was written: Xenium Explorer has no holes.`,
  );
  return { path, notices };
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new TissuebookError('corrupt', `${basename(path)} is no JSON: ${(error as Error).message}.`, {
      argument: 'path',
      advice: 'Export annotations from QuPath as GeoJSON, or give a .csv of Xenium Explorer.',
    });
  }
}

function scaled(region: TissueRegion, scale: number): TissueRegion {
  if (scale === 1) return region;
  const pieces = region.pieces.map((rings) =>
    rings.map((ring) => ring.map(([x, y]) => [x * scale, y * scale] as const)),
  );
  return { ...region, pieces };
}
