import { type CellSet, combine, type SelectionStep } from '../../../src/protocol';

/** The regions that a reader keeps to compare them. */
export const REGIONS = ['A', 'B'] as const;
export type Region = (typeof REGIONS)[number];

/** Which cells are selected, and the steps that led there. Shared by all views of the same cells. */
export class CellSelection {
  readonly #listeners = new Set<() => void>();
  #mask: Uint8Array;
  #steps: SelectionStep[] = [];
  #size = 0;
  readonly #regions = new Map<Region, Uint8Array>();

  constructor(count: number) {
    this.#mask = new Uint8Array(count);
  }

  /** [count]: 1 selected, 0 not. Not to be written to. */
  get mask(): Uint8Array {
    return this.#mask;
  }

  get steps(): readonly SelectionStep[] {
    return this.#steps;
  }

  /** How many cells are selected. */
  get size(): number {
    return this.#size;
  }

  /** Changes the selection by the cells that a step found. */
  apply(step: SelectionStep, found: Uint8Array): void {
    const how = step.how ?? 'replace';
    this.#mask = combine(this.#mask, found, how);
    this.#steps = how === 'replace' ? [step] : [...this.#steps, step];
    this.#tell();
  }

  /** Selections that were kept, [count] each. */
  get regions(): ReadonlyMap<Region, Uint8Array> {
    return this.#regions;
  }

  /** Keeps what is selected as a region; with nothing selected the region is given up. */
  keep(region: Region): void {
    if (this.#size) this.#regions.set(region, this.#mask);
    else this.#regions.delete(region);
    this.#tell();
  }

  clear(): void {
    this.#mask = new Uint8Array(this.#mask.length);
    this.#steps = [];
    this.#tell();
  }

  /** Calls `listener` after each change; returns how to end that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    this.#size = this.#mask.reduce((sum, each) => sum + each, 0);
    for (const listener of [...this.#listeners]) listener();
  }
}

const selections = new Map<string, CellSelection>();

/** The one selection of a set of cells on this page. */
export function selectionOf({ key, count }: CellSet): CellSelection {
  // The count belongs to the key, since nobody has checked that equal keys mean equal cells.
  const name = `${count} ${key}`;
  const known = selections.get(name) ?? new CellSelection(count);
  selections.set(name, known);
  return known;
}
