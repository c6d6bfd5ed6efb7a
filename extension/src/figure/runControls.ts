import { type CurvePayload, RUN_TARGET, type RunCommand, type RunMessage } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from './host';
import { KeptChannel } from './keptChannel';

/** After this long without a new picture a page asks for pictures over its channel: it was reloaded. */
const DEBOUNCE_MS = 1500;

/** Pause, resume and stop at the picture of a training run, for as long as the kernel knows the run. */
export class RunControls {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #seen: (view: unknown) => void;
  readonly #buttons: Record<'pause' | 'resume' | 'stop', HTMLButtonElement>;
  readonly #lost = element('span', { class: 'tissuebook-View-lost', attributes: { role: 'status' } });
  #channel: KeptChannel | undefined;
  #watches = false;
  #isLost = false;
  #timeout: ReturnType<typeof setTimeout> | undefined;

  /** @param seen shows a picture that came over the channel */
  constructor(host: FigureHost, seen: (view: unknown) => void) {
    const { trans } = host;
    this.#host = host;
    this.#seen = seen;
    this.#buttons = {
      pause: this.#button('pause', trans.__('Pause')),
      resume: this.#button('resume', trans.__('Resume')),
      stop: this.#button('stop', trans.__('Stop')),
    };
    this.node = element(
      'div',
      {
        class: 'tissuebook-View-toolbar',
        attributes: { role: 'group', 'aria-label': trans.__('Training'), 'data-lm-suppress-shortcuts': 'true' },
      },
      ...Object.values(this.#buttons),
      this.#lost,
    );
    this.#show(undefined);
  }

  /** Looks for the run of a picture that says it goes on; lets go of one that has ended. */
  follow({ id, progress }: CurvePayload): void {
    const goesOn = progress?.status === 'running' || progress?.status === 'paused';
    if (!goesOn) return this.dispose();
    this.#listenLater();
    this.#channel ??= new KeptChannel(
      this.#host,
      this.node,
      RUN_TARGET,
      { id },
      {
        message: (data) => this.#hear(data as RunMessage),
        lost: (looking) => this.#say(looking),
      },
    );
  }

  dispose(): void {
    clearTimeout(this.#timeout);
    this.#channel?.close();
    this.#channel = undefined;
    this.#watches = false;
    this.#show(undefined);
  }

  #hear({ status, view }: RunMessage): void {
    // A channel that was opened again gets no pictures until it asks for them.
    if (this.#isLost) this.#listenLater();
    this.#isLost = false;
    this.#show(status);
    if (view) this.#seen(view);
  }

  #show(status: string | undefined): void {
    this.#buttons.pause.hidden = status !== 'running';
    this.#buttons.resume.hidden = status !== 'paused';
    this.#buttons.stop.hidden = status !== 'running' && status !== 'paused';
    this.#lost.textContent = '';
  }

  /** The picture says that the run goes on, but there is no kernel that knows it, or none yet. */
  #say(looking: boolean): void {
    const { trans } = this.#host;
    clearTimeout(this.#timeout);
    this.#watches = false;
    this.#isLost = true;
    this.#show(undefined);
    this.#lost.textContent = looking
      ? trans.__('No kernel answers yet. It is looked for again …')
      : trans.__('The last picture of this run: no kernel knows it any more.');
  }

  #listenLater(): void {
    clearTimeout(this.#timeout);
    if (this.#watches) return;
    this.#timeout = setTimeout(() => {
      this.#watches = true;
      this.#send('watch');
    }, DEBOUNCE_MS);
  }

  #send(command: RunCommand): void {
    this.#channel?.send({ command });
  }

  #button(command: 'pause' | 'resume' | 'stop', text: string): HTMLButtonElement {
    return element('button', {
      text,
      class: 'tissuebook-button',
      attributes: { type: 'button' },
      on: { click: () => this.#send(command) },
    });
  }
}
