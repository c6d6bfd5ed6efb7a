import {
  type CategoryColor,
  type CellAnswer,
  type CellQuestion,
  CELLS_TARGET,
  checkCounts,
  type Dtype,
  encodeArray,
  type MarkerFeature,
  packBits,
  type SentColor,
  toNumbers,
  type ValueColor,
} from '../../../src/protocol';
import type { Channel, FigureHost } from '../figure/host';

/** Without a word from the kernel for this long a question is given up: it may be busy, or gone without notice. */
const PATIENCE_MS = 20_000;

type Question = CellQuestion extends infer Q ? (Q extends CellQuestion ? Omit<Q, 'id'> : never) : never;

interface Waiting {
  hear(answer: CellAnswer, buffers: Uint8Array[]): void;
  lost(): void;
}

/** Questions about the cells of a view to the kernel of its notebook. Undefined where no kernel knows the cells. */
export class KernelCells {
  readonly #host: FigureHost;
  readonly #node: HTMLElement;
  readonly #waiting = new Map<number, Waiting>();
  #key = '';
  #channel: Promise<Channel | undefined> | undefined;
  #last = 0;

  constructor(host: FigureHost, node: HTMLElement) {
    this.#host = host;
    this.#node = node;
  }

  /** Takes over the cells of another payload. */
  show(key: string): void {
    if (key !== this.#key) this.dispose();
    this.#key = key;
  }

  /** Names of columns and features with this text in them. */
  async names(text: string): Promise<string[] | undefined> {
    const found = await this.#ask({ ask: 'names', text });
    return found && 'names' in found.answer && Array.isArray(found.answer.names)
      ? found.answer.names.map(String)
      : undefined;
  }

  /** A column or feature as a color of all cells. @throws Error with the kernel's sentence when there is none */
  async color(name: string): Promise<CategoryColor | ValueColor | undefined> {
    const found = await this.#ask({ ask: 'color', name });
    return found && 'color' in found.answer ? received(found.answer.color, found.buffers[0]) : undefined;
  }

  /** What sets one region apart from another. `told` hears how many of how many features have been compared. */
  async markers(
    regions: readonly [Uint8Array, Uint8Array],
    told: (done: number, of: number) => void,
  ): Promise<MarkerFeature[] | undefined> {
    const found = await this.#ask({ ask: 'markers' }, regions.map(packBits), told);
    return found && 'markers' in found.answer && Array.isArray(found.answer.markers) ? found.answer.markers : undefined;
  }

  /** Keeps with the data how many micrometers a unit of their positions is. @returns whether a kernel has them @throws Error with the kernel's sentence */
  async keepUnit(micrometers: number): Promise<boolean> {
    const found = await this.#ask({ ask: 'keep unit', micrometers });
    return found !== undefined && 'micrometers' in found.answer;
  }

  /**
   * Outlines of some cells: how many corners each has, and how many steps these lie from the cells' places.
   *
   * @param key names the outlines
   */
  async outlines(key: string, cells: Int32Array): Promise<{ counts: Uint16Array; offsets: Int16Array } | undefined> {
    const bytes = new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
    const found = await this.#ask({ ask: 'outlines', key }, [bytes]);
    if (!found || !('corners' in found.answer) || found.buffers.length !== 2) return undefined;
    const [counts, offsets] = [toNumbers('uint16', found.buffers[0]!), toNumbers('int16', found.buffers[1]!)];
    checkCounts(counts, offsets.length / 2);
    return counts.length === cells.length
      ? { counts: counts as Uint16Array, offsets: offsets as Int16Array }
      : undefined;
  }

  dispose(): void {
    void this.#channel?.then((channel) => channel?.close());
    this.#lose();
  }

  async #ask(
    question: Question,
    buffers: Uint8Array[] = [],
    told?: (done: number, of: number) => void,
  ): Promise<{ answer: CellAnswer; buffers: Uint8Array[] } | undefined> {
    this.#channel ??= this.#open();
    const channel = await this.#channel;
    if (!channel) {
      this.#channel = undefined;
      return undefined;
    }
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      let patience: ReturnType<typeof setTimeout>;
      const end = (): void => {
        clearTimeout(patience);
        this.#waiting.delete(id);
      };
      const wait = (): void => {
        clearTimeout(patience);
        const busy = this.#host.trans.__('The kernel does not answer: it may be busy with a cell.');
        patience = setTimeout(() => (end(), reject(new Error(busy))), PATIENCE_MS);
      };
      const hear = (answer: CellAnswer, received: Uint8Array[]): void => {
        if ('done' in answer) return (wait(), told?.(answer.done, answer.of));
        end();
        if ('problem' in answer) reject(new Error(String(answer.problem)));
        else resolve({ answer, buffers: received });
      };
      this.#waiting.set(id, { hear, lost: () => (end(), resolve(undefined)) });
      wait();
      channel.send({ id, ...question }, buffers);
    });
  }

  async #open(): Promise<Channel | undefined> {
    const channel = await this.#host.connect?.(this.#node, CELLS_TARGET, { key: this.#key });
    if (!channel) return undefined;
    channel.onClose = () => this.#lose();
    channel.onMessage = (data, buffers) => {
      const answer = data as CellAnswer;
      this.#waiting.get(answer.id)?.hear(answer, buffers);
    };
    return channel;
  }

  #lose(): void {
    this.#channel = undefined;
    for (const { lost } of [...this.#waiting.values()]) lost();
  }
}

/** A color with its numbers, from a message and its buffer. */
function received(color: SentColor, buffer: Uint8Array | undefined): CategoryColor | ValueColor | undefined {
  if (!buffer) return undefined;
  const array = (dtype: Dtype): CategoryColor['codes'] => encodeArray(toNumbers(dtype, buffer));
  return color.by === 'category'
    ? { ...color, codes: array(color.codes.dtype) }
    : { ...color, values: array(color.values.dtype) };
}
