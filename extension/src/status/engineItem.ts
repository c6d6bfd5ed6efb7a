import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ENGINE_TARGET, type EngineStatus } from '../../../src/protocol/kernel/engineStatus';
import { KernelItem } from './kernelItem';

/** Time between two looks at the memory of a kernel that works. */
const LOOK_MS = 3000;

/** The status bar's line on the engine of the notebook in front: provider, device, memory. */
export class EngineItem extends KernelItem {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(trans: TranslationBundle, tracker: INotebookTracker, changed: () => void) {
    super(trans, tracker, ENGINE_TARGET, changed);
    this.addClass('tissuebook-EngineItem');
  }

  protected override statusIs(status: string): void {
    clearInterval(this.#timer);
    if (status === 'busy') this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  protected override receive(status: unknown): void {
    const { provider, device, tensors = 0, tensorBytes = 0, processBytes, cluster } = status as EngineStatus;
    const trans = this.trans;
    const workers = cluster ? trans.__('; %1 workers, %2 busy', cluster.workers, cluster.tasks) : '';
    const memory = memoryWords(processBytes) + workers;
    if (provider === undefined)
      return this.say(memory, trans.__('Memory of the kernel. Nothing has started the engine yet.'));
    const detail = trans.__(
      'The engine runs on %1 (%2). %3 tensors hold %4; the kernel holds %5.',
      provider,
      device ?? '',
      tensors,
      memoryWords(tensorBytes),
      memory,
    );
    this.say(trans.__('%1 %2, %3', provider, device ?? '', memory), detail);
  }
}

function memoryWords(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
