import type { Kernel, KernelMessage } from '@jupyterlab/services';

interface Run {
  cell: string;
  started?: number;
}

/** Hears from the messages to and from a kernel which cells run, which wait, and how long each took. */
export class RunTimes {
  readonly #changed: () => void;
  readonly #runs = new Map<string, Run>();
  readonly #seconds = new Map<string, number>();
  #kernel: Kernel.IKernelConnection | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Listens to this kernel and to no other. */
  follow(kernel: Kernel.IKernelConnection | null | undefined): void {
    if (this.#kernel === (kernel ?? undefined)) return;
    this.#kernel?.anyMessage.disconnect(this.#hear);
    this.#kernel = kernel ?? undefined;
    this.#runs.clear();
    this.#kernel?.anyMessage.connect(this.#hear);
  }

  /** Whether a cell runs, or waits for others to end; undefined when it does neither. */
  stateOf(cell: string): 'running' | 'waiting' | undefined {
    const runs = [...this.#runs.values()].filter((run) => run.cell === cell);
    if (runs.length === 0) return undefined;
    return runs.some(({ started }) => started !== undefined) ? 'running' : 'waiting';
  }

  /** How long the last run of a cell took; undefined when this page has not seen it. */
  secondsOf(cell: string): number | undefined {
    return this.#seconds.get(cell);
  }

  readonly #hear = (_: unknown, { msg, direction }: Kernel.IAnyMessageArgs): void => {
    const type = msg.header.msg_type;
    if (direction === 'send') {
      const cell = (msg.metadata as { cellId?: unknown }).cellId;
      if (type !== 'execute_request' || typeof cell !== 'string') return;
      this.#runs.set(msg.header.msg_id, { cell });
      return this.#changed();
    }
    const id = (msg.parent_header as Partial<KernelMessage.IHeader>).msg_id;
    const run = id === undefined ? undefined : this.#runs.get(id);
    if (!run) return;
    if (type === 'execute_input') run.started = performance.now();
    else if (type === 'execute_reply') {
      if (run.started !== undefined) this.#seconds.set(run.cell, (performance.now() - run.started) / 1000);
      this.#runs.delete(id!);
    } else return;
    this.#changed();
  };
}
