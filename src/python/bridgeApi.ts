import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type CommTargetHandler, KERNEL_API, type KernelApi, METADATA, type MimeBundle } from '../protocol';

/** The call of Python's that runs, for what it shows and how it is stopped. */
export interface RunningCall {
  readonly id: number;
  readonly signal: AbortSignal;
}

/** What the library finds where a kernel would be: displays go to the Python process, comms come from its widgets. */
export class BridgeApi {
  readonly calls = new AsyncLocalStorage<RunningCall>();
  readonly #targets = new Map<string, CommTargetHandler>();

  /** @param send a message to Python */
  constructor(send: (message: object) => void) {
    const show = (displayId: string, bundle: MimeBundle, update: boolean): void =>
      send({ call: this.calls.getStore()?.id, display: displayId, bundle, metadata: bundle[METADATA] ?? {}, update });
    const signalOf = (): AbortSignal | undefined => this.calls.getStore()?.signal;
    const api: KernelApi = {
      get signal() {
        return signalOf();
      },
      count: undefined,
      display: (bundle, { displayId = randomUUID() } = {}) => show(displayId, bundle, false),
      update: (displayId, bundle) => show(displayId, bundle, true),
      clear: () => undefined,
      input: () => Promise.reject(new Error('Nobody can be asked from Python.')),
      openComm: (target) => {
        throw new Error(`Pages of Python notebooks take no comms of the target ${target}.`);
      },
      // Python takes what it is given through files of its own.
      offerExchange: () => undefined,
      // Cells of Python are not compiled.
      offerNames: () => undefined,
      checkData: false,
      offerNotes: () => undefined,
      onComm: (target, handler) => {
        this.#targets.set(target, handler);
        return () => void this.#targets.delete(target);
      },
    };
    Object.defineProperty(globalThis, KERNEL_API, { value: api });
  }

  readonly handlerOf = (target: string): CommTargetHandler | undefined => this.#targets.get(target);
}
