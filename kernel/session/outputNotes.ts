import type { Json } from '../transport/message';

/** What libraries want to be kept with the outputs of cells. */
export class OutputNotes {
  readonly #takes = new Map<string, () => unknown>();

  /** The last one said for a name counts. */
  offer(name: string, take: () => unknown): void {
    this.#takes.set(name, take);
  }

  /** What there is for the next output, by name. A library that fails here costs nobody an output. */
  take(): Json {
    const notes: Json = {};
    for (const [name, take] of this.#takes) {
      try {
        const note = take();
        if (note !== undefined) notes[name] = note;
      } catch {
        continue;
      }
    }
    return notes;
  }
}
