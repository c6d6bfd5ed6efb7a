import type { Comm } from '../protocol';

/** Questions of one page that wait; a page that asks for more is not ours (ours: ours has a handful under way). */
const MOST_WAITING = 1024;

/** How questions are answered. */
export interface Turns<Question> {
  /** Whether what they are about is gone. */
  gone(): boolean;
  /** Answers one; what it throws is sent as its problem. */
  answer(question: Question & { id: number }, send: (answer: object, buffers?: Uint8Array[]) => void): Promise<void> | void; // prettier-ignore
}

/**
 * Answers what a page asks through a comm, one question after the other, with other messages in between. `{ ask: 'drop', ids }` takes back what is not yet being answered.
 *
 * @param first what is sent at once
 */
export function answerInTurn<Question>(comm: Comm, first: object, turns: Turns<Question>): void {
  const waiting = new Map<number, Question & { id: number }>();
  let [working, open] = [false, true];
  const send = (answer: object, buffers: Uint8Array[] = []): void => {
    if (open) comm.send(answer, { buffers });
  };
  const work = async (): Promise<void> => {
    working = true;
    for (const [id, question] of waiting) {
      waiting.delete(id);
      if (turns.gone()) return comm.close();
      try {
        await turns.answer(question, send);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        send({ id, problem: problem.slice(0, 1000) });
      }
      // Other messages, also those that take back what was asked, come in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    working = false;
  };
  comm.onClose = () => {
    open = false;
    waiting.clear();
  };
  comm.onMessage = ({ data }) => {
    const question = Object(data) as { ask?: unknown; ids?: unknown; id?: unknown };
    if (question.ask === 'drop') {
      for (const id of Array.isArray(question.ids) ? question.ids : []) waiting.delete(Number(id));
      return;
    }
    const id = Number(question.id ?? 0);
    if (waiting.size >= MOST_WAITING) return send({ id, problem: 'Too much is asked for at once.' });
    waiting.set(id, { ...(question as Question), id });
    if (!working) void work();
  };
  send(first);
}

/** Things that pages may ask for by their keys; of too many those shown longest ago are let go. */
export class OfferedThings<T> {
  readonly #most: number;
  readonly #known = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  add(things: ReadonlyMap<string, T>): void {
    for (const [key, thing] of things) {
      this.#known.delete(key);
      this.#known.set(key, thing);
    }
    for (const key of this.#known.keys()) {
      if (this.#known.size <= this.#most) break;
      this.#known.delete(key);
    }
  }

  /** What a comm was opened for, by the key in its data. */
  named(data: unknown): T | undefined {
    return this.#known.get(String((data as { key?: unknown } | null)?.key));
  }
}
