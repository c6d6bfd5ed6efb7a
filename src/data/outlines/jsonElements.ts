import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { unzipped } from '../unzipped';

/** Bytes of the largest object of a list: no outline takes more (ours). */
const LARGEST = 16 * 2 ** 20;
const [QUOTE, ESCAPE, OPEN, CLOSE, LIST, END] = [34, 92, 123, 125, 91, 93];

/**
 * The objects of a JSON file's list one by one: of a list, or of a list that the file's one object has, as the features of a FeatureCollection. Only one is
 * in memory, so that files of any size can be read. Also gzipped.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt' (no JSON, a file that was cut off), 'too-large' (one object)
 */
export async function* jsonElements(path: string, maxSeconds: number): AsyncGenerator<unknown> {
  const name = basename(path);
  const until = Date.now() + 1000 * maxSeconds;
  const scan = new ElementScan(name);
  try {
    for await (const chunk of unzipped(path)) {
      if (Date.now() > until) throw damaged(name, `it was not done after ${maxSeconds} seconds`);
      for (const text of scan.feed(chunk as Buffer)) yield parsed(name, text);
    }
  } catch (cause) {
    if (cause instanceof TissuebookError) throw cause;
    throw damaged(name, (cause as Error).message, cause);
  }
  scan.end();
}

/** Finds where the objects of lists begin and end, without reading what is in them. */
class ElementScan {
  readonly #name: string;
  /** What is open: braces and brackets, outermost first. */
  readonly #open: number[] = [];
  #quoted = false;
  #escaped = false;
  /** Depth of the object that is being gathered; 0 for none. */
  #element = 0;
  #before: Buffer[] = [];
  #length = 0;

  constructor(name: string) {
    this.#name = name;
  }

  *feed(chunk: Buffer): Generator<string> {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (this.#quoted) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === ESCAPE) this.#escaped = true;
        else if (byte === QUOTE) this.#quoted = false;
      } else if (byte === QUOTE) this.#quoted = true;
      else if (byte === OPEN || byte === LIST) {
        if (byte === OPEN && !this.#element && this.#inList()) [this.#element, from] = [this.#open.length + 1, i];
        this.#open.push(byte);
        if (this.#open.length > 1000) throw damaged(this.#name, 'it is nested too deeply');
      } else if (byte === CLOSE || byte === END) {
        if (this.#open.pop() !== (byte === CLOSE ? OPEN : LIST))
          throw damaged(this.#name, 'a bracket closes what is not open');
        if (this.#element && this.#open.length === this.#element - 1) {
          yield Buffer.concat([...this.#before, chunk.subarray(from, i + 1)]).toString('utf8');
          [this.#element, this.#before, this.#length] = [0, [], 0];
        }
      }
    }
    if (!this.#element) return;
    this.#before.push(Buffer.from(chunk.subarray(from)));
    this.#length += chunk.length - from;
    if (this.#length > LARGEST) {
      throw new TissuebookError('too-large', `${this.#name}: one object takes more than ${LARGEST} bytes.`, { argument: 'path' }); // prettier-ignore
    }
  }

  /** @throws TissuebookError 'corrupt' where something is still open */
  end(): void {
    if (this.#open.length || this.#quoted) throw damaged(this.#name, 'it ends too early');
  }

  #inList(): boolean {
    const open = this.#open;
    return (open.length === 1 && open[0] === LIST) || (open.length === 2 && open[0] === OPEN && open[1] === LIST);
  }
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(name, (error as Error).message, error);
  }
}

function damaged(name: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `${name} cannot be read as JSON: ${why}.`, {
    cause,
    argument: 'path',
    found: name,
    advice: 'Export it again, or fetch it again: it may be damaged.',
  });
}
