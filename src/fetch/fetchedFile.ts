import { shownSize } from './progress';
import type { StoredFile } from './store';

/** A file that was fetched or found, whole and checked. Shows itself as text. */
export class FetchedFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** What its server or the file itself states, an address or a name; undefined where neither does. */
  readonly license: string | undefined;
  /** Where it came from: 'cache' and 'mirror' are folders. */
  readonly from: 'network' | 'cache' | 'mirror';
  /** What did not go as it should, in sentences. */
  readonly notices: readonly string[];

  constructor({ path, facts }: StoredFile, from: FetchedFile['from'], notices: readonly string[] = []) {
    const taken = { network: '', cache: `Taken from the cache folder, fetched ${facts.fetched.slice(0, 10)}.`, mirror: `Taken from the mirror folder: ${path}.` }[from]; // prettier-ignore
    this.path = path;
    this.name = facts.name;
    this.bytes = facts.bytes;
    this.sha256 = facts.sha256;
    this.license = facts.license;
    this.from = from;
    this.notices = taken ? [taken, ...notices] : [...notices];
  }

  /** What it is, in a line. */
  describe(): string {
    return `${this.name}: ${shownSize(this.bytes)}, license: ${this.license ?? 'not stated'}, SHA-256 ${this.sha256}`;
  }

  toString(): string {
    return [this.describe(), `  path: ${this.path}`, ...this.notices.map((notice) => `  ${notice}`)].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}
