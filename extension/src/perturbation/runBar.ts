import type { PerturbationMessage } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';

/** Run, stop, how far it is, and what went wrong. */
export class RunBar {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #run: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #bar = element('progress', { class: 'tissuebook-View-bar' });
  readonly #state = element('span', { attributes: { role: 'status' } });
  readonly #wrong = element('p', { class: 'tissuebook-View-message', attributes: { role: 'alert' } });

  constructor(trans: Translations, act: { run: () => void; stop: () => void; insert?: () => void }) {
    this.#trans = trans;
    const button = (text: string, main: boolean, on: () => void): HTMLButtonElement =>
      element('button', {
        text,
        class: `tissuebook-button${main ? ' tissuebook-main' : ''}`,
        attributes: { type: 'button' },
        on: {
          click: () => {
            this.complain('');
            on();
          },
        },
      });
    this.#run = button(trans.__('Ask the model'), true, act.run);
    this.#stop = button(trans.__('Stop'), false, act.stop);
    this.#bar.setAttribute('aria-label', trans.__('Progress'));
    this.node = element(
      'div',
      { class: 'tissuebook-Perturbation-run' },
      element(
        'div',
        { class: 'tissuebook-View-toolbar' },
        this.#run,
        this.#stop,
        ...(act.insert ? [button(trans.__('Insert code'), false, act.insert)] : []),
        this.#bar,
        this.#state,
      ),
      this.#wrong,
    );
    this.#run.disabled = true;
    this.#show('ready');
    this.complain('');
  }

  show({ status, done = 0, total = 1, error }: PerturbationMessage): void {
    const trans = this.#trans;
    this.#run.disabled = status === 'running';
    this.#show(status);
    this.#bar.max = Math.max(1, total);
    this.#bar.value = done;
    // Spoken at its start and end, and not at every reading.
    this.#state.textContent = status === 'running' ? trans.__('The model is being asked.') : '';
    if (status === 'failed') this.complain(error ?? trans.__('The model could not be asked.'));
  }

  /** No kernel knows the widget (any more), or none yet: then one is looked for. */
  lost(looking: boolean): void {
    const trans = this.#trans;
    this.#run.disabled = true;
    this.#show('ready');
    this.#state.textContent = looking
      ? trans.__('No kernel answers yet. It is looked for again …')
      : trans.__('No kernel knows this widget. Run its cell again to ask the model.');
  }

  complain(text: string): void {
    this.#wrong.textContent = text.slice(0, 1000);
    this.#wrong.hidden = text === '';
  }

  #show(status: PerturbationMessage['status']): void {
    this.#stop.hidden = status !== 'running';
    this.#bar.hidden = status !== 'running';
  }
}
