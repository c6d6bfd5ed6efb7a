import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../../cacheFolder';
import type { BlasLibrary } from '../../provider/tensorflow/blas';

/** Choices by form, for each kind of machine. */
type Content = Record<string, Record<string, string>>;

/**
 * Which way products are computed, in products.json of the cache folder. Choices belong to a kind of processor, a TensorFlow and the versions
 * of the libraries; with others they are made anew. Where the file cannot be written they hold for the process.
 */
export class ChoiceFile {
  readonly #path = join(cacheFolder(), 'products.json');
  readonly #machine: string;
  readonly #names: readonly string[];

  constructor(tensorflow: string, libraries: readonly BlasLibrary[]) {
    const descriptions = libraries.map(({ description }) => description);
    this.#machine = [cpus()[0]?.model ?? process.arch, `TensorFlow ${tensorflow}`, ...descriptions].join('; ');
    this.#names = ['xla', ...libraries.map(({ name }) => name)];
  }

  /** 'xla', the name of a library, or undefined when nothing sound is kept. */
  get(form: string): string | undefined {
    const kept = this.#read()[this.#machine]?.[form];
    return kept !== undefined && this.#names.includes(kept) ? kept : undefined;
  }

  set(form: string, name: string): void {
    const content = this.#read();
    content[this.#machine] = { ...content[this.#machine], [form]: name };
    try {
      mkdirSync(cacheFolder(), { recursive: true });
      const part = `${this.#path}.${process.pid}`;
      writeFileSync(part, JSON.stringify(content, undefined, 1));
      renameSync(part, this.#path);
    } catch {
      // A folder that cannot be written costs a measurement in each process.
    }
  }

  /** What other processes have written since is among it. */
  #read(): Content {
    try {
      const content: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      if (typeof content !== 'object' || content === null || Array.isArray(content)) return {};
      const sound = Object.entries(content).filter(([, forms]) => typeof forms === 'object' && forms !== null);
      return Object.fromEntries(sound) as Content;
    } catch {
      return {};
    }
  }
}
