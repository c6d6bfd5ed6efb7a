import { type INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { Channel } from '../figure/host';
import { sessionChannel } from '../renderer/sessionChannel';
import { KERNEL } from '../tokens';

/** A line of the status bar that shows what the kernel of the notebook in front says of itself. */
export abstract class KernelItem extends Widget {
  #panel: NotebookPanel | undefined;
  #channel: Channel | undefined;

  /**
   * @param target the comm target under which the kernel answers
   * @param changed the item has something to show, or nothing any more
   */
  constructor(
    protected readonly trans: TranslationBundle,
    private readonly tracker: INotebookTracker,
    private readonly target: string,
    private readonly changed: () => void,
  ) {
    super();
    tracker.currentChanged.connect(() => this.#follow());
    NotebookActions.executed.connect(() => this.look());
  }

  /** Begins to follow the notebook in front. */
  start(): this {
    this.#follow();
    return this;
  }

  /** Whether the kernel of the notebook in front has said something. */
  get known(): boolean {
    return this.node.textContent !== '';
  }

  /** Asks over the comm that is open, or opens one: a kernel that does not know the target closes it. */
  protected look(): void {
    const session = this.#panel?.isDisposed ? undefined : this.#panel?.sessionContext;
    if (session?.session?.kernel?.name !== KERNEL || document.hidden) return;
    if (this.#channel) return this.#channel.send({});
    const channel = (this.#channel = sessionChannel(session, this.target, {}));
    if (!channel) return;
    channel.onMessage = (status) => this.receive(status);
    channel.onClose = () => {
      if (channel === this.#channel) this.#drop();
    };
  }

  protected say(text: string, title: string): void {
    if (this.node.textContent === text && this.node.title === title) return;
    this.node.textContent = text;
    this.node.title = title;
    this.changed();
  }

  /** Tells the kernel something, where it listens. */
  protected tell(message: unknown): void {
    this.#channel?.send(message);
  }

  /** Shows what the kernel has said. */
  protected abstract receive(status: unknown): void;

  /** Called when the kernel begins or ends to work. */
  protected abstract statusIs(status: string): void;

  #follow(): void {
    this.#panel?.sessionContext.statusChanged.disconnect(this.#statusChanged);
    this.#panel = this.tracker.currentWidget ?? undefined;
    this.#panel?.sessionContext.statusChanged.connect(this.#statusChanged);
    this.#drop();
    this.look();
  }

  readonly #statusChanged = (_: unknown, status: string): void => this.statusIs(status);

  #drop(): void {
    this.statusIs('none');
    this.#channel?.close();
    this.#channel = undefined;
    this.say('', '');
  }
}
