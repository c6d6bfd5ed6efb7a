import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileBytes } from '../fileBytes';
import { type TranscriptFacts, Transcripts } from './transcripts';

/** What a folder of sorted transcripts holds. */
export const SORTED_FILES = {
  facts: 'facts.json',
  /** float64: keys [tiles], starts [tiles + 1]. */
  directory: 'directory.f64',
  /** [n, 2] float32 */
  places: 'places.f32',
  /** [n] int32 */
  cells: 'cells.i32',
  cellNames: 'cells.json',
} as const;

/** Transcripts that were sorted before; undefined where there are none, or where files do not fit each other. */
export function openSorted(folder: string): Transcripts | undefined {
  const at = (name: keyof typeof SORTED_FILES): string => join(folder, SORTED_FILES[name]);
  if (!existsSync(at('facts'))) return undefined;
  let places: FileBytes | undefined;
  let cells: FileBytes | undefined;
  try {
    const facts = JSON.parse(readFileSync(at('facts'), 'utf8')) as TranscriptFacts;
    const directory = readFileSync(at('directory'));
    const tiles = (directory.length / 8 - 1) / 2;
    const numbers = new Float64Array(directory.buffer.slice(directory.byteOffset, directory.byteOffset + directory.length)); // prettier-ignore
    const [keys, starts] = [numbers.subarray(0, tiles), numbers.subarray(tiles)];
    places = new FileBytes(at('places'));
    cells = new FileBytes(at('cells'));
    const rising = starts[0] === 0 && starts.every((start, i) => i === 0 || start > starts[i - 1]!) && keys.every((key, i) => i === 0 || key > keys[i - 1]!); // prettier-ignore
    const fits = rising && starts.at(-1) === facts.total && places.size === 8 * facts.total && cells.size === 4 * facts.total; // prettier-ignore
    if (fits) {
      const cellNames = (): readonly string[] => JSON.parse(readFileSync(at('cellNames'), 'utf8')) as string[];
      return new Transcripts(facts, { directory: { keys, starts }, places, cells, cellNames });
    }
  } catch {
    // Damaged: the table is sorted again.
  }
  places?.close();
  cells?.close();
  return undefined;
}
