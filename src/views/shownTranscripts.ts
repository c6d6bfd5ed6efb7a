import { randomUUID } from 'node:crypto';
import type { Transcripts } from '../data';
import { TissuebookError } from '../errors';
import { encodeArray, MAX_SHOWN_GENES, palette, readable, type ShownTranscripts } from '../protocol';
import type { Places, PlaceUnit } from './cellPlaces';

/** Dots of a gene that stay in a notebook: those of its first level are some 4,000 (ours). */
const MOST_KEPT = 8192;

/**
 * What a view says of transcripts.
 *
 * @param genes shown at first
 * @param places of the cells, in the unit in which they are shown
 * @param pixelSize micrometers in a pixel, where the view converts positions
 * @throws TissuebookError 'missing-key' (no such gene), 'invalid-argument' (too many genes), 'shape-mismatch' (another unit, or another place)
 */
export function showTranscripts(
  transcripts: Transcripts,
  genes: readonly string[],
  places: Places,
  pixelSize: number | undefined,
): ShownTranscripts {
  if (genes.length > MAX_SHOWN_GENES || new Set(genes).size < genes.length) {
    throw new TissuebookError('invalid-argument', `genes: ${MAX_SHOWN_GENES} different ones are the most.`, {
      argument: 'genes',
      found: genes.length,
      advice: 'Others can be chosen in the figure.',
    });
  }
  const converted = pixelSize !== undefined && transcripts.unit !== 'um';
  const factor = converted ? pixelSize : 1;
  checkUnits(transcripts, converted ? 'um' : transcripts.unit, places.unit);
  checkOverlap(transcripts, factor, places);
  const { origin, corner, side } = transcripts.grid;
  const colors = palette(genes.length);
  return {
    key: randomUUID(),
    factor,
    origin: [...origin],
    corner: [...corner],
    side,
    total: transcripts.total,
    features: transcripts.genes.length,
    genes: genes.map((name, g) => {
      const count = transcripts.count(name);
      const { places: sample } = transcripts.tile(name, { level: 0, column: 0, row: 0 }, MOST_KEPT);
      return { name, color: colors[g]!, count, depth: transcripts.depth(name), sample: encodeArray(sample, [sample.length / 2, 2]) }; // prettier-ignore
    }),
  };
}

/** How transcripts are told of in a description. */
export function describeTranscripts({ genes, features, total }: ShownTranscripts): string {
  const shown = genes.map(({ name, count }) => `${name} (${readable(count)})`).join(', ');
  const of = `${readable(total)} transcripts of ${readable(features)} genes can be shown as dots`;
  return genes.length ? `${of}; at first those of ${shown}.` : `${of}.`;
}

function checkUnits({ name }: Transcripts, own: PlaceUnit, cells: PlaceUnit): void {
  if (own === cells || own === 'units' || cells === 'units') return;
  const words = { um: 'micrometers', px: 'pixels', units: '' };
  throw new TissuebookError('shape-mismatch', `transcripts: ${name} is in ${words[own]}, the cells are in ${words[cells]}.`, {
    argument: 'transcripts',
    found: own,
    advice: own === 'px' ? 'readTranscripts(path, { pixelSize: 0.12028 }) converts them.' : 'spatialView(data, { pixelSize: 0.12028, ... }) converts the cells.',
  }); // prettier-ignore
}

function checkOverlap({ name, bounds }: Transcripts, factor: number, { x, y }: Places): void {
  const apart = ([low, high]: readonly [number, number], places: Float64Array): boolean => {
    let [least, most] = [Infinity, -Infinity];
    for (const place of places) [least, most] = [Math.min(least, place), Math.max(most, place)];
    return high * factor < least || low * factor > most;
  };
  if (x.length === 0 || !(apart(bounds.x, x) || apart(bounds.y, y))) return;
  throw new TissuebookError('shape-mismatch', `transcripts: ${name} lies elsewhere than the cells.`, {
    argument: 'transcripts',
    found: bounds,
    advice: 'They are of another section, or in another unit: readTranscripts takes pixelSize.',
  });
}
