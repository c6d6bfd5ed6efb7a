import { TissuebookError } from '../../errors';
import { checkRegion, type Corner, type TissueRegion } from './tissueRegion';

/**
 * Regions as Xenium Explorer exports and imports selections: comment lines, a header with X and Y and perhaps Selection, and a line for each
 * corner. Without a column Selection the whole file is one region, named by the comment "#Selection name".
 *
 * @throws TissuebookError 'corrupt' without columns X and Y, or with a coordinate that is no number
 */
export function regionsOfXeniumCsv(text: string, path: string): TissueRegion[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const named = lines.map((line) => /^#\s*Selection name:?\s*,?\s*"?([^",]+)/i.exec(line)?.[1]?.trim()).find(Boolean);
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(',').map(unquoted));
  const header = (rows.shift() ?? []).map((name) => name.toLowerCase());
  const [x, y, selection] = ['x', 'y', 'selection'].map((name) => header.indexOf(name)) as [number, number, number];
  if (x < 0 || y < 0) {
    throw new TissuebookError('corrupt', `${path}: a file of Xenium Explorer's selections has columns X and Y.`, {
      argument: 'path',
      found: header.join(', '),
      advice: 'GeoJSON, as of QuPath, is read too: give the file a name that ends in .geojson.',
    });
  }
  const rings = new Map<string, Corner[]>();
  for (const row of rows) {
    const corner: Corner = [numberOf(row[x]), numberOf(row[y])];
    if (!corner.every(Number.isFinite)) {
      throw new TissuebookError('corrupt', `${path}: "${row.join(',')}" holds no position.`, { argument: 'path' });
    }
    const name = (selection >= 0 && row[selection]) || named || 'selection';
    let ring = rings.get(name);
    if (!ring) rings.set(name, (ring = []));
    ring.push(corner);
  }
  return [...rings].map(([name, corners]) => checkRegion('readRegions', { name, pieces: [[opened(corners)]] }));
}

/** The file that Xenium Explorer imports. Holes and further pieces have no form there. */
export function xeniumCsvOf(regions: readonly TissueRegion[]): string {
  const lines = regions.flatMap(({ name, pieces }) => {
    const ring = pieces[0]![0]!;
    return [...ring, ring[0]!].map(([x, y]) => `${quoted(name)},${x},${y}`);
  });
  return ['Selection,X,Y', ...lines, ''].join('\n');
}

function numberOf(text: string | undefined): number {
  return text === undefined || text === '' ? NaN : Number(text);
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}

/** A name with a comma or a quotation mark would end its field. */
function quoted(name: string): string {
  return `"${name.replace(/[",\r\n]/g, ' ')}"`;
}

function opened(corners: readonly Corner[]): Corner[] {
  const [first, last] = [corners[0]!, corners.at(-1)!];
  const closed = corners.length > 3 && first[0] === last[0] && first[1] === last[1];
  return closed ? corners.slice(0, -1) : [...corners];
}
