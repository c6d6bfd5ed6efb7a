import type { Uns } from '../uns';
import { displayBundle } from '../htmlDisplay';

/** What a person should know about a data set before using it. */
export interface CardFacts {
  /** The name that it is asked for by. */
  name: string;
  /** One line. */
  title: string;
  /** How it was measured or collected. */
  technology: string;
  /** Cells, features, labels, positions: what is in it, in sentences. */
  contents: string;
  /** What was done to the values before, and which transformation is still to do; of a file how it is written. */
  values: string;
  /** The license of the package that distributes it, and that of the data where it is stated. */
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
    const size = facts.downloadBytes ? `, ${(facts.downloadBytes / 1e6).toFixed(1)} MB` : '';
    return [
      `${facts.name}: ${facts.title}`,
      `  technology: ${facts.technology}`,
      `  contents: ${facts.contents}`,
      `  values: ${facts.values}`,
      `  license: ${facts.license}`,
      `  citation: ${facts.citation}`,
      `  source: ${facts.source}${size}`,
    ].join('\n');
  }

  /** The main facts, as data keep them under uns['dataset']. */
  toUns(): Uns {
    const { name, title, license, citation, source } = this.facts;
    return new Map(Object.entries({ name, title, license, citation, source }));
  }

  toString(): string {
    return this.describe();
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  /** Told what is going on, in sentences. */
  progress?: ((message: string) => void) | undefined;
}
