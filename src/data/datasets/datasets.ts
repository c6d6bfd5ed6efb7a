import { TissuebookError } from '../../errors';
import { anything, checkOptions, integer, nearest, text } from '../../options';
import type { AnnData } from '../annData';
import { readH5ad } from '../h5ad/readH5ad';
import type { Uns } from '../uns';
import { cacheFolder, expandHome } from './cacheFolder';
import type { DatasetCard, DatasetEntry } from './card';
import { cycifTumour } from './cycifTumour';

/** The named data sets. Another one is a file with its card beside this one, and an entry here. */
const ENTRIES: readonly DatasetEntry[] = [cycifTumour];

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

/** Named data sets and local files. */
export const datasets = {
  /**
   * Loads a named data set, downloading it once, or an .h5ad file by its path. Nothing is ever fetched unless it was
   * asked for by name. The card's main facts are put into uns['dataset'].
   *
   * @throws TissuebookError 'missing-key' (no such name), 'download-failed', 'disk-full', 'aborted', and what `readH5ad`
   *   throws
   */
  async load(name: string, options: LoadOptions = {}): Promise<AnnData> {
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
  list(): string[] {
    return ENTRIES.map(({ card }) => card.facts.name);
  },

  /** The card of a data set: contents, licence, citation, source and size. @throws TissuebookError 'missing-key' */
  describe(name: string): DatasetCard {
    return find(name).card;
  },
};

function isPath(name: string): boolean {
  return /[\\/]/.test(name) || name.toLowerCase().endsWith('.h5ad');
}

function find(name: string): DatasetEntry {
  const entry = ENTRIES.find(({ card }) => card.facts.name === name);
  if (entry) return entry;
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
    ['licence', facts.licence],
    ['citation', facts.citation],
    ['source', facts.source],
  ]);
}
