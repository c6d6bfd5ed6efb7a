import type { DataNames } from '../../../src/protocol/kernel/dataNames';
import { attempt } from '../properties';

/** Starts the kernel without checks against the data: `off`. */
const SWITCH = 'TISSUEBOOK_CHECK_DATA';

/** The values of a notebook whose names a library knows, and whether cells are checked against them. */
export class CheckedData {
  /** The values of the notebook's variables. */
  values: Readonly<Record<string, unknown>> = {};
  /** What the library says of names; undefined before it is imported. */
  names: DataNames | undefined;
  /** Called when the switch was turned. */
  switched: (() => void) | undefined;
  #on = process.env[SWITCH] !== 'off';

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    if (on === this.#on) return;
    this.#on = on;
    this.switched?.();
  }

  /** The library's answers, where they are wanted. */
  get asked(): DataNames | undefined {
    return this.#on ? this.names : undefined;
  }

  /** The variables that hold names. */
  variables(): Set<string> {
    const { names } = this;
    if (!names) return new Set();
    return new Set(Object.keys(this.values).filter((name) => attempt(() => names.holds(this.values[name]), false)));
  }
}
