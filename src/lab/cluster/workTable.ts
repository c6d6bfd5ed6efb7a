import { randomUUID } from 'node:crypto';
import { describeWorks } from '../../cluster/describeWorks';
import type { Work } from '../../cluster';
import { displayBundle } from '../../data/htmlDisplay';
import { LiveDisplay } from '../../views/training';

const isOpen = ({ status }: Work): boolean => status === 'waiting' || status === 'running';

/** A table of the tasks that a cell has asked for, in that cell. */
export class WorkTable {
  readonly #live: LiveDisplay;
  #own: readonly Work[] = [];
  #names: ReadonlyMap<string, string> = new Map();

  private constructor(works: readonly Work[]) {
    this.#own = works;
    const shown = { toString: () => describeWorks(this.#own, this.#names) };
    this.#live = new LiveDisplay(randomUUID(), () => displayBundle(shown), () => undefined); // prettier-ignore
  }

  /** A table where several tasks go on; one alone shows itself, or is quick. */
  static of(works: readonly Work[]): WorkTable | undefined {
    const open = works.filter(isOpen);
    return open.length > 1 ? new WorkTable(open) : undefined;
  }

  /** Whether all of its tasks have ended. */
  get over(): boolean {
    return !this.#own.some(isOpen);
  }

  /** Takes in what has come since, and shows it, a few times a second. @param names of workers by address */
  show(works: readonly Work[], names: ReadonlyMap<string, string>): void {
    const known = new Set(this.#own.map(({ key }) => key));
    this.#own = [...this.#own, ...works.filter((work) => isOpen(work) && !known.has(work.key))];
    this.#names = names;
    if (this.over) this.#live.showNow();
    else this.#live.refresh();
  }
}
