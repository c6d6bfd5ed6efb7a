import { type INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { ENGINE_TARGET, type EngineStatus } from '../../../src/protocol/kernel/engineStatus';
import type { Channel } from '../figure/host';
import { sessionChannel } from '../renderer/sessionChannel';
import { KERNEL } from '../tokens';

/** Time between two looks at the memory of a kernel that works. */
const LOOK_MS = 3000;

/** The status bar's line on the engine of the notebook in front: provider, device, memory. */
export class EngineItem extends Widget {
  readonly #trans: TranslationBundle;
  readonly #tracker: INotebookTracker;
  readonly #changed: () => void;
  #panel: NotebookPanel | undefined;
  #channel: Channel | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param changed the item has something to show, or nothing any more */
  constructor(trans: TranslationBundle, tracker: INotebookTracker, changed: () => void) {
    super();
    this.#trans = trans;
    this.#tracker = tracker;
    this.#changed = changed;
    this.addClass('tissuebook-EngineItem');
    tracker.currentChanged.connect(() => this.#follow());
    NotebookActions.executed.connect(() => this.#look());
    this.#follow();
  }

  /** Whether the kernel of the notebook in front has said what it runs on. */
  get known(): boolean {
    return this.node.textContent !== '';
  }

  #follow(): void {
    this.#panel?.sessionContext.statusChanged.disconnect(this.#statusChanged);
    this.#panel = this.#tracker.currentWidget ?? undefined;
    this.#panel?.sessionContext.statusChanged.connect(this.#statusChanged);
    this.#drop();
    this.#look();
  }

  readonly #statusChanged = (_: unknown, status: string): void => {
    clearInterval(this.#timer);
    if (status === 'busy') this.#timer = setInterval(() => this.#look(), LOOK_MS);
  };

  /** Asks over the comm that is open, or opens one: a kernel that has not imported the library closes it. */
  #look(): void {
    const session = this.#panel?.isDisposed ? undefined : this.#panel?.sessionContext;
    if (session?.session?.kernel?.name !== KERNEL || document.hidden) return;
    if (this.#channel) return this.#channel.send({});
    const channel = (this.#channel = sessionChannel(session, ENGINE_TARGET, {}));
    if (!channel) return;
    channel.onMessage = (status) => this.#show(status as EngineStatus);
    channel.onClose = () => {
      if (channel === this.#channel) this.#drop();
    };
  }

  #drop(): void {
    clearInterval(this.#timer);
    this.#channel?.close();
    this.#channel = undefined;
    this.#say('', '');
  }

  #show({ provider, device, tensors = 0, tensorBytes = 0, processBytes, cluster }: EngineStatus): void {
    const trans = this.#trans;
    const workers = cluster ? trans.__('; %1 workers, %2 busy', cluster.workers, cluster.tasks) : '';
    const memory = memoryWords(processBytes) + workers;
    if (provider === undefined)
      return this.#say(memory, trans.__('Memory of the kernel. Nothing has started the engine yet.'));
    const detail = trans.__(
      'The engine runs on %1 (%2). %3 tensors hold %4; the kernel holds %5.',
      provider,
      device ?? '',
      tensors,
      memoryWords(tensorBytes),
      memory,
    );
    this.#say(trans.__('%1 %2, %3', provider, device ?? '', memory), detail);
  }

  #say(text: string, title: string): void {
    if (this.node.textContent === text && this.node.title === title) return;
    this.node.textContent = text;
    this.node.title = title;
    this.#changed();
  }
}

function memoryWords(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
