import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Exchange } from '../../src/protocol/kernel/exchange';
import { Bytes, decodePlain, encodePlain, NotPlain, typeOfPlain, type Encoded } from './plainValues';

/** What lies in an exchange's folder, beside the files that are named in it. */
interface Manifest {
  values: { name: string; kind?: string; file?: string; plain?: Encoded }[];
}
const MANIFEST = 'values.json';
const ARRAYS = 'arrays.bin';

/** A value from the other language, and its type as a cell would write it. */
export interface Received {
  name: string;
  value: unknown;
  type: string;
}

/** Brings values to Python and back through a folder that both can read: plain ones by itself, others as a library says. */
export class Exchanges {
  private readonly kinds = new Map<string, Exchange>();

  offer(exchange: Exchange): void {
    this.kinds.set(exchange.kind, exchange);
  }

  /** Runs `work` with a new folder inside of `parent`, which is gone afterwards. */
  async inFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(path.join(parent, 'values-'));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @throws NotPlain for a value that has no form in Python; what a library throws that cannot write one */
  async write(values: readonly (readonly [name: string, value: unknown])[], folder: string): Promise<void> {
    const bytes = new Bytes();
    const manifest: Manifest = { values: [] };
    for (const [i, [name, value]] of values.entries()) {
      const exchange = [...this.kinds.values()].find((one) => one.takes(value));
      if (!exchange) {
        manifest.values.push({ name, plain: encodePlain(value, name, bytes) });
        continue;
      }
      const file = `${i}.${exchange.kind}`;
      await exchange.write(value, path.join(folder, file));
      manifest.values.push({ name, kind: exchange.kind, file });
    }
    await writeFile(path.join(folder, ARRAYS), bytes.parts);
    await writeFile(path.join(folder, MANIFEST), JSON.stringify(manifest));
  }

  /** @throws NotPlain for a value of a kind that no imported library knows; what a library throws that cannot read one */
  async read(folder: string): Promise<Received[]> {
    const { values } = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Manifest;
    const bytes = await readFile(path.join(folder, ARRAYS));
    const received: Received[] = [];
    for (const { name, kind, file, plain } of values) {
      if (kind === undefined || file === undefined) {
        const value = decodePlain(plain ?? null, bytes);
        received.push({ name, value, type: typeOfPlain(value) });
        continue;
      }
      const exchange = this.kinds.get(kind);
      if (!exchange) {
        throw new NotPlain(
          `${name} is ${kind === 'anndata' ? 'an' : 'a'} ${kind}, which the notebook takes once it has imported the library: ` +
            "run import * as tissuebook from 'tissuebook' in a TypeScript cell first.",
        );
      }
      received.push({ name, value: await exchange.read(path.join(folder, file)), type: exchange.type });
    }
    return received;
  }
}
