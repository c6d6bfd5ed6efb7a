import type { AnnData } from '../annData';

/** What a person should know about a data set before using it. */
export interface CardFacts {
  /** The name that `datasets.load` takes. */
  name: string;
  /** One line. */
  title: string;
  /** How it was measured. */
  technology: string;
  /** Cells, features, labels, positions: what is in it, in sentences. */
  contents: string;
  /** What was done to the values before, and which transformation is still to do. */
  values: string;
  license: string;
  citation: string;
  /** Where it is fetched from. */
  source: string;
  /** Bytes that are downloaded. */
  downloadBytes: number;
}

/** The card of a data set; shows itself as text. */
export class DatasetCard {
  readonly facts: Readonly<CardFacts>;

  constructor(facts: CardFacts) {
    this.facts = facts;
  }

  /** The card as lines of text. */
  describe(): string {
    const { facts } = this;
    return [
      `${facts.name}: ${facts.title}`,
      `  technology: ${facts.technology}`,
      `  contents: ${facts.contents}`,
      `  values: ${facts.values}`,
      `  license: ${facts.license}`,
      `  citation: ${facts.citation}`,
      `  source: ${facts.source}, ${(facts.downloadBytes / 1e6).toFixed(1)} MB`,
    ].join('\n');
  }

  toString(): string {
    return this.describe();
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.describe() };
  }
}

/** How a named data set is fetched and made ready. */
export interface DatasetEntry {
  card: DatasetCard;
  /** Fetches the file unless the cache folder has it, and gives its path. */
  fetch(cacheFolder: string, options: FetchOptions): Promise<string>;
  /** Makes what was read ready for use: positions under their customary key, and the like. */
  ready(adata: AnnData): AnnData;
}

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  /** Told what is going on, in sentences. */
  progress?: ((message: string) => void) | undefined;
}
