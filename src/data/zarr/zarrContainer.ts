import { type ErrorKind, TissuebookError } from '../../errors';
import type { Container, ObjectKind, Range } from '../encoding/container';
import type { Values } from '../encoding/values';
import type { ZarrNode } from './nodes';
import type { ZarrStore } from './stores/zarrStore';
import { afford, ZarrArray, type ZarrLimits } from './zarrArray';

/** A zarr group whose arrays were read into memory. Chunks are unpacked while the event loop runs, hence beforehand. */
export class ZarrContainer implements Container {
  readonly name: string;
  readonly #nodes: ReadonlyMap<string, ZarrNode>;
  readonly #values: ReadonlyMap<string, Values | TissuebookError>;
  readonly #limits: ZarrLimits;

  private constructor(
    name: string,
    nodes: ReadonlyMap<string, ZarrNode>,
    values: ReadonlyMap<string, Values | TissuebookError>,
    limits: ZarrLimits,
  ) {
    this.name = name;
    this.#nodes = nodes;
    this.#values = values;
    this.#limits = limits;
  }

  /**
   * Reads a group and all that is below it. Arrays that cannot be read are refused when they are asked for.
   *
   * @param expect looks at names and attributes before any array is read, and throws where this is something else
   * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no zarr group), 'too-large', 'corrupt'
   */
  static async read(
    store: ZarrStore,
    limits: ZarrLimits,
    expect: (container: Container) => void = () => undefined,
  ): Promise<ZarrContainer> {
    const { name } = store;
    const nodes = await store.nodes();
    const values = new Map<string, Values | TissuebookError>();
    expect(new ZarrContainer(name, nodes, values, limits));
    for (const [path, node] of nodes) {
      if (node.kind !== 'dataset') continue;
      const found = await readArray(store, path, node, limits);
      values.set(path, found);
    }
    return new ZarrContainer(name, nodes, values, limits);
  }

  kind(path: string): ObjectKind {
    return this.#nodes.get(path)?.kind ?? 'none';
  }

  keys(path: string): readonly string[] {
    return this.#nodes.get(path)?.members ?? [];
  }

  identity(path: string): string {
    return path;
  }

  attribute(path: string, name: string): Values | undefined {
    const attributes = this.#nodes.get(path)?.attributes ?? {};
    return Object.hasOwn(attributes, name) ? toValues(attributes[name]) : undefined;
  }

  text(path: string, name: string): string | undefined {
    const found = this.attribute(path, name);
    return found?.kind === 'text' && found.shape.length === 0 ? found.values[0] : undefined;
  }

  describe(path: string): { shape: number[] } {
    return { shape: [...this.#at(path).shape] };
  }

  /** All values; a part of them is not asked for by those who read a container once. */
  read(path: string, rows?: Range): Values {
    const found = this.#at(path);
    if (rows && (rows[0] !== 0 || rows[1] !== found.shape[0])) {
      throw new TissuebookError('invalid-argument', `${this.at(path)} is in memory as a whole.`, { argument: path });
    }
    return found;
  }

  reserve(path: string, bytes: number): void {
    afford(this.at(path), this.#limits, bytes);
    this.#limits.budget -= bytes;
  }

  at(path: string): string {
    return `${path} of ${this.name}`;
  }

  #at(path: string): Values {
    const found = this.#values.get(path);
    if (found instanceof TissuebookError) throw found;
    if (found) return found;
    throw new TissuebookError('corrupt', `${this.at(path)} is missing.`, { argument: path });
  }
}

/** What ends the reading of all arrays. */
const FATAL: ReadonlySet<ErrorKind> = new Set(['too-large', 'aborted', 'download-failed']);

/** The values of an array, or why it cannot be read; what no other array would survive is thrown. */
async function readArray(
  store: ZarrStore,
  path: string,
  { version }: ZarrNode,
  limits: ZarrLimits,
): Promise<Values | TissuebookError> {
  try {
    const array = await ZarrArray.open(store, path, version, `${path} of ${store.name}`, limits);
    const values = await array.read();
    limits.budget -= array.bytes;
    return values;
  } catch (error) {
    const bearable = error instanceof TissuebookError && !FATAL.has(error.kind) && error.argument !== 'maxSeconds';
    if (bearable) return error;
    throw error;
  }
}

/** An attribute as HDF5 would keep it; undefined for what has no counterpart there. */
function toValues(value: unknown): Values | undefined {
  if (typeof value === 'string') return { kind: 'text', shape: [], values: [value] };
  if (typeof value === 'boolean') return { kind: 'flags', shape: [], values: Uint8Array.of(value ? 1 : 0) };
  if (typeof value === 'number') return { kind: 'numbers', shape: [], values: Float64Array.of(value) };
  if (!Array.isArray(value)) return undefined;
  const shape = [value.length];
  if (value.every((item) => typeof item === 'string')) return { kind: 'text', shape, values: value };
  if (value.every((item) => typeof item === 'number'))
    return { kind: 'numbers', shape, values: Float64Array.from(value) };
  return undefined;
}
