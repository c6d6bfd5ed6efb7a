import { type ErrorKind, TissuebookError } from '../../errors';
import type { Container, ObjectKind, Range } from '../encoding/container';
import type { Values } from '../encoding/values';
import type { ArrayPart } from './arrayPart';
import { inParallel } from './inParallel';
import type { ZarrNode } from './nodes';
import type { ZarrStore } from './stores/zarrStore';
import { afford, ZarrArray, type ZarrLimits } from './zarrArray';

type ArrayParts = ReadonlyMap<string, ArrayPart | TissuebookError>;

/** A zarr group whose arrays, or parts of them, were read into memory. Chunks are unpacked while the event loop runs, hence beforehand. */
export class ZarrContainer implements Container {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, ZarrNode>;
  readonly #arrays: ArrayParts;
  readonly #limits: ZarrLimits;

  /** @param arrays by path; of those that are read only in part, no more is given */
  constructor(name: string, nodes: ReadonlyMap<string, ZarrNode>, arrays: ArrayParts, limits: ZarrLimits) {
    this.name = name;
    this.nodes = nodes;
    this.#arrays = arrays;
    this.#limits = limits;
  }

  /**
   * Reads a group and all that is below it. Arrays that cannot be read are refused when they are asked for.
   *
   * @param expect looks at names and attributes before any array is read, and throws where this is something else
   * @param leave tells of which arrays no values are read
   * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no zarr group), 'too-large', 'corrupt'
   */
  static async read(
    store: ZarrStore,
    limits: ZarrLimits,
    expect: (container: Container) => void = () => undefined,
    leave: (path: string) => boolean = () => false,
  ): Promise<ZarrContainer> {
    const { name } = store;
    const nodes = await store.nodes();
    const arrays = new Map<string, ArrayPart | TissuebookError>();
    expect(new ZarrContainer(name, nodes, arrays, limits));
    const datasets = [...nodes].filter(([, { kind }]) => kind === 'dataset');
    await inParallel(datasets, store.parallel, async ([path, node]) => {
      arrays.set(path, await readArray(store, path, node, { limits, leave: leave(path) }));
    });
    return new ZarrContainer(name, nodes, arrays, limits);
  }

  kind(path: string): ObjectKind {
    return this.nodes.get(path)?.kind ?? 'none';
  }

  keys(path: string): readonly string[] {
    return this.nodes.get(path)?.members ?? [];
  }

  identity(path: string): string {
    return path;
  }

  attribute(path: string, name: string): Values | undefined {
    const attributes = this.nodes.get(path)?.attributes ?? {};
    return Object.hasOwn(attributes, name) ? toValues(attributes[name]) : undefined;
  }

  text(path: string, name: string): string | undefined {
    const found = this.attribute(path, name);
    return found?.kind === 'text' && found.shape.length === 0 ? found.values[0] : undefined;
  }

  describe(path: string): { shape: number[]; chunks: readonly number[]; size: number } {
    const { shape, chunks, size } = this.#at(path);
    return { shape: [...shape], chunks, size };
  }

  /** What was read; another part is not asked for by those who read a container once. */
  read(path: string, rows?: Range, columns?: Range): Values {
    const found = this.#at(path);
    const [all, across] = found.shape;
    const same = (asked: Range | undefined, there: Range | undefined, size = 0): boolean => {
      const [a, b] = [asked ?? [0, size], there ?? [0, size]];
      return a[0] === b[0] && a[1] === b[1];
    };
    if (same(rows, found.rows, all) && same(columns, found.columns, across)) return found.values;
    throw new TissuebookError('invalid-argument', `${this.at(path)} was read in another part.`, { argument: path });
  }

  reserve(path: string, bytes: number): void {
    afford(this.at(path), this.#limits, bytes);
    this.#limits.budget -= bytes;
  }

  at(path: string): string {
    return `${path} of ${this.name}`;
  }

  #at(path: string): ArrayPart {
    const found = this.#arrays.get(path);
    if (found instanceof TissuebookError) throw found;
    if (found) return found;
    throw new TissuebookError('corrupt', `${this.at(path)} is missing.`, { argument: path });
  }
}

/** What ends the reading of all arrays. */
const FATAL: ReadonlySet<ErrorKind> = new Set(['too-large', 'aborted', 'download-failed']);

/** The values of an array, or none of them, or why it cannot be read; what no other array would survive is thrown. */
async function readArray(
  store: ZarrStore,
  path: string,
  { version }: ZarrNode,
  { limits, leave }: { limits: ZarrLimits; leave: boolean },
): Promise<ArrayPart | TissuebookError> {
  const own = { ...limits };
  let taken = 0;
  try {
    const where = `${path} of ${store.name}`;
    const array = await ZarrArray.open(store, path, version, where, own);
    if (leave && array.shape.length > 0) return await array.part([0, 0]);
    // Several arrays are read at a time: memory is taken before.
    afford(where, limits, array.bytes);
    own.budget = limits.budget;
    taken = array.bytes;
    limits.budget -= taken;
    return await array.part();
  } catch (error) {
    limits.budget += taken;
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
