import { progressText, type Work } from './work';

/** A task on its way: who does it, how far it is. */
export class Task implements Work {
  worker: string | undefined;
  progress = '';
  status: Work['status'] = 'waiting';
  readonly #begun = performance.now();
  readonly #onProgress: ((value: unknown) => void) | undefined;
  readonly #tell: (op: 'cancel' | 'stop') => void;
  #milliseconds: number | undefined;

  /** @param tell what the link is told of it */
  constructor(
    readonly key: string,
    readonly title: string,
    onProgress: ((value: unknown) => void) | undefined,
    tell: (op: 'cancel' | 'stop') => void,
  ) {
    this.#onProgress = onProgress;
    this.#tell = tell;
  }

  get milliseconds(): number {
    return this.#milliseconds ?? performance.now() - this.#begun;
  }

  stop(): void {
    this.#tell(this.status === 'running' ? 'stop' : 'cancel');
  }

  cancel(): void {
    this.#tell('cancel');
  }

  /** @param value what the task reported; nothing when it begins */
  hear(worker: string, value: unknown): void {
    this.worker = worker;
    this.status = 'running';
    if (value === undefined) return;
    this.progress = progressText(value) || this.progress;
    this.#onProgress?.(value);
  }

  end(status: Work['status']): void {
    this.status = status;
    this.#milliseconds = this.milliseconds;
  }
}
