import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import { DenseMatrix } from '../denseMatrix';
import type { FileBytes } from '../fileBytes';
import type { TranscriptUnit } from './layouts';
import { ALL_TILES, depthOf, type TranscriptTile, tileNumber } from './pyramid';
import type { TileDirectory, TileGrid } from './sortPoints';

/** Transcripts that are read at once. */
const TOGETHER = 262_144;

/** What is known of a table of transcripts beside the transcripts themselves. */
export interface TranscriptFacts {
  name: string;
  instrument: string;
  unit: TranscriptUnit;
  genes: readonly string[];
  /** [genes] */
  counts: readonly number[];
  total: number;
  /** How many are in no cell; undefined where the table does not say which cell a transcript is in. */
  outside?: number;
  /** The least and the most of all places. */
  bounds: { x: readonly [number, number]; y: readonly [number, number] };
  grid: TileGrid;
  notices: readonly string[];
}

/** Dots of a tile: `places` [n, 2] from the grid's origin on, of `of` that the tile has. */
export interface TilePlaces {
  places: Float32Array;
  of: number;
}

/**
 * Transcripts of a section, sorted by gene and place on the disk: `readTranscripts` gives them. In memory are names and an index.
 *
 * @example
 * const transcripts = await readTranscripts('outs/transcripts.parquet');
 * transcripts.count('EPCAM'); // 48211
 * spatialView(xenium, { color: 'leiden', transcripts, genes: ['EPCAM', 'CD3E'] });
 */
export class Transcripts {
  readonly name: string;
  /** Whose layout the table has: Xenium, MERSCOPE, CosMx, SpatialData. */
  readonly instrument: string;
  /** What places are counted in. */
  readonly unit: TranscriptUnit;
  /** Genes and control probes, in the order of the alphabet. */
  readonly genes: readonly string[];
  /** How many transcripts there are. */
  readonly total: number;
  /** How many of them are in no cell; undefined where the table does not say which cell a transcript is in. */
  readonly outside: number | undefined;
  readonly bounds: TranscriptFacts['bounds'];
  readonly grid: TileGrid;
  /** What was left out, in sentences. */
  readonly notices: readonly string[];
  readonly #counts: readonly number[];
  readonly #number: ReadonlyMap<string, number>;
  readonly #directory: TileDirectory;
  readonly #places: FileBytes;
  readonly #cells: FileBytes;
  readonly #cellNames: () => readonly string[];
  #open = true;

  /**
   * @param parts files that are sorted as the directory says: `places` [n, 2] float32, `cells` [n] int32, whose numbers `cellNames` names
   */
  constructor(
    facts: TranscriptFacts,
    parts: { directory: TileDirectory; places: FileBytes; cells: FileBytes; cellNames: () => readonly string[] },
  ) {
    this.name = facts.name;
    this.instrument = facts.instrument;
    this.unit = facts.unit;
    this.genes = [...facts.genes].sort();
    this.total = facts.total;
    this.outside = facts.outside;
    this.bounds = facts.bounds;
    this.grid = facts.grid;
    this.notices = facts.notices;
    this.#counts = facts.counts;
    this.#number = new Map(facts.genes.map((gene, g) => [gene, g]));
    this.#directory = parts.directory;
    this.#places = parts.places;
    this.#cells = parts.cells;
    this.#cellNames = parts.cellNames;
  }

  /** Whether the files are closed: nothing can be read any more. */
  get closed(): boolean {
    return !this.#open;
  }

  has(gene: string): boolean {
    return this.#number.has(gene);
  }

  /** How many transcripts a gene has. @throws TissuebookError 'missing-key' */
  count(gene: string): number {
    return this.#counts[this.#numberOf(gene)]!;
  }

  /** Levels of tiles below the first one that a gene has. @throws TissuebookError 'missing-key' */
  depth(gene: string): number {
    return depthOf(this.count(gene));
  }

  /**
   * The dots of a gene that are first drawn at a level, in one tile.
   *
   * @param most that are read; a tile of many at one place has more
   * @throws TissuebookError 'missing-key', 'corrupt'
   */
  tile(gene: string, tile: TranscriptTile, most: number): TilePlaces {
    const key = this.#numberOf(gene) * ALL_TILES + tileNumber(tile);
    const at = this.#find(key);
    if (this.#directory.keys[at] !== key) return { places: new Float32Array(0), of: 0 };
    const [from, to] = [this.#directory.starts[at]!, this.#directory.starts[at + 1]!];
    return { places: this.#read(from, Math.min(to, from + most)), of: to - from };
  }

  /** All places of a gene [n, 2]. @throws TissuebookError 'missing-key', 'corrupt' */
  places(gene: string): DenseMatrix {
    const [from, to] = this.#span(gene);
    const values = new Float64Array(2 * (to - from));
    const [x0, y0] = this.grid.origin;
    for (let start = from; start < to; start += TOGETHER) {
      const part = this.#read(start, Math.min(to, start + TOGETHER));
      part.forEach((place, e) => (values[2 * (start - from) + e] = place + (e % 2 ? y0 : x0)));
    }
    return new DenseMatrix(to - from, 2, values);
  }

  /** Names of cells, by their numbers. @throws TissuebookError 'corrupt' */
  cellNames(): readonly string[] {
    return this.#cellNames();
  }

  /** The numbers of the cells of a gene's transcripts, part by part; -1 for in no cell. @throws TissuebookError 'missing-key', 'corrupt' */
  *cellsOf(gene: string): Generator<Int32Array> {
    const [first, last] = this.#span(gene);
    for (let from = first; from < last; from += TOGETHER) {
      const to = Math.min(last, from + TOGETHER);
      const bytes = this.#opened(this.#cells).read(4 * from, 4 * (to - from));
      yield new Int32Array(bytes.buffer, bytes.byteOffset, to - from);
    }
  }

  /** Closes the files; what was sorted stays in the cache. */
  close(): void {
    this.#open = false;
    this.#places.close();
    this.#cells.close();
  }

  toString(): string {
    const where = this.outside === undefined ? '' : `, ${this.outside} in no cell`;
    return [`Transcripts of ${this.name} (${this.instrument}): ${this.total} of ${this.genes.length} genes${where}`, ...this.notices.map((notice) => `  note: ${notice}`)].join('\n'); // prettier-ignore
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  #numberOf(gene: string): number {
    const number = this.#number.get(gene);
    if (number !== undefined) return number;
    const near = nearest(gene, this.genes);
    throw new TissuebookError('missing-key', `${this.name} has no transcripts of "${gene}".`, {
      argument: 'gene',
      found: gene,
      ...(near !== undefined && { advice: `Did you mean "${near}"?` }),
    });
  }

  /** The first and the one after the last transcript of a gene. */
  #span(gene: string): [number, number] {
    const number = this.#numberOf(gene);
    const [first, last] = [this.#find(number * ALL_TILES), this.#find((number + 1) * ALL_TILES)];
    return [this.#directory.starts[first]!, this.#directory.starts[last]!];
  }

  /** Where a key stands in the directory, or would. */
  #find(key: number): number {
    const { keys } = this.#directory;
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #read(from: number, to: number): Float32Array {
    const bytes = this.#opened(this.#places).read(8 * from, 8 * (to - from));
    return new Float32Array(bytes.buffer, bytes.byteOffset, 2 * (to - from));
  }

  #opened(file: FileBytes): FileBytes {
    if (this.#open) return file;
    throw new TissuebookError('file-not-found', `The transcripts of ${this.name} were closed.`, {
      argument: 'transcripts',
      advice: 'Read them again: readTranscripts takes what was sorted before.',
    });
  }
}
