import { TissuebookError } from '../../errors';
import { anything, checkOptions, integer, nearest, text } from '../../options';
import type { AnnData } from '../annData';
import { readH5ad } from '../h5ad/readH5ad';
import type { Uns } from '../uns';
import { cacheFolder, expandHome } from '../../cacheFolder';
import type { DatasetCard, DatasetEntry } from './card';
import { cycifTumour } from './cycifTumour';

/** The named data sets. Another one is a file with its card beside this one, and an entry here, under the card's name. */
const ENTRIES = { 'cycif-tumour': cycifTumour };

/** The names that `datasets.load` knows. */
export type DatasetName = keyof typeof ENTRIES;

/** A name that an editor completes, or any text: the path of a file. */
type NameOrPath = DatasetName | (string & {});

export interface LoadOptions {
  /** The folder where downloads are kept. TISSUEBOOK_CACHE, or the user's cache folder. */
  cache?: string;
  /** Stops a download. */
  signal?: AbortSignal;
  /** Told what is going on, in sentences. */
  progress?: (message: string) => void;
  /** Memory in bytes that the values may take together, as in `readH5ad`. */
  maxBytes?: number;
}

/** Named data sets and local files. As a cell's value it lists the data sets with sizes and licenses. */
export const datasets = {
  /**
   * Loads a named data set, downloading it once, or an .h5ad file by its path. Nothing is ever fetched unless it was
   * asked for by name. The card's main facts are put into uns['dataset'].
   *
   * @throws TissuebookError 'missing-key' (no such name), 'download-failed', 'disk-full', 'aborted', and what `readH5ad`
   *   throws
   */
  async load(name: NameOrPath, options: LoadOptions = {}): Promise<AnnData> {
    checkOptions('datasets.load', options, { cache: text, signal: anything, progress: anything, maxBytes: integer(1) });
    const { maxBytes } = options;
    const reading = maxBytes === undefined ? {} : { maxBytes };
    if (isPath(name)) return readH5ad(expandHome(name), reading);
    const entry = find(name);
    const path = await entry.fetch(cacheFolder(options.cache), options);
    const adata = entry.ready(await readH5ad(path, reading));
    adata.uns.set('dataset', cardFacts(entry.card));
    return adata;
  },

  /** The names that `load` knows. */
  list(): DatasetName[] {
    return Object.keys(ENTRIES) as DatasetName[];
  },

  /** The card of a data set: contents, license, citation, source and size. @throws TissuebookError 'missing-key' */
  describe(name: NameOrPath): DatasetCard {
    return find(name).card;
  },

  /** The data sets, one a line: name, bytes that are downloaded, license, title. */
  toString(): string {
    const lines = Object.values(ENTRIES).map(({ card: { facts } }) => {
      const size = `${(facts.downloadBytes / 1e6).toFixed(1)} MB`;
      return `  ${facts.name}: ${size}, ${facts.license}; ${facts.title}`;
    });
    return ['Data sets, for datasets.load(name); datasets.describe(name) says more:', ...lines].join('\n');
  },

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': datasets.toString() };
  },
};

function isPath(name: string): boolean {
  return /[\\/]/.test(name) || name.toLowerCase().endsWith('.h5ad');
}

function find(name: string): DatasetEntry {
  if (Object.hasOwn(ENTRIES, name)) return ENTRIES[name as DatasetName];
  const near = nearest(name, datasets.list());
  throw new TissuebookError('missing-key', `There is no data set "${name}".`, {
    argument: 'name',
    found: name,
    advice:
      `${near ? `Did you mean "${near}"? ` : ''}There are: ${datasets.list().join(', ')}. ` +
      'A file is loaded by its path, which ends in .h5ad.',
  });
}

function cardFacts({ facts }: DatasetCard): Uns {
  return new Map([
    ['name', facts.name],
    ['license', facts.license],
    ['citation', facts.citation],
    ['source', facts.source],
  ]);
}
