import { type Progress, shorten, type ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from './host';

/** Title, caption and, for a task that goes on, its progress. */
export class FigureHeader {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #title = element('div', { class: 'tissuebook-View-title' });
  readonly #caption = element('div', { class: 'tissuebook-View-caption' });
  readonly #bar = element('progress', { class: 'tissuebook-View-bar' });
  readonly #count = element('span', { class: 'tissuebook-View-count' });
  /** Spoken by screen readers, and only when the task's state changes. */
  readonly #state = element('span', { class: 'tissuebook-View-state', attributes: { role: 'status' } });
  readonly #progress: HTMLElement;

  constructor(host: FigureHost) {
    this.#host = host;
    this.#bar.setAttribute('aria-label', host.trans.__('Progress'));
    this.#progress = element('div', { class: 'tissuebook-View-progress' }, this.#bar, this.#state, this.#count);
    this.node = element('figcaption', { class: 'tissuebook-View-header' }, this.#title, this.#caption, this.#progress);
  }

  show(payload: ViewPayload): void {
    this.#title.textContent = shorten(payload.title, 300);
    this.#caption.textContent = shorten(payload.caption, 1000);
    this.#caption.hidden = payload.caption === '';
    const progress = payload.kind === 'curve' ? payload.progress : undefined;
    this.#progress.hidden = !progress;
    if (progress) this.#showProgress(progress);
  }

  #showProgress({ done, of, unit, status, etaSeconds }: Progress): void {
    const { trans } = this.#host;
    const states: Record<Progress['status'], string> = {
      running: trans.__('Running'),
      paused: trans.__('Paused'),
      stopped: trans.__('Stopped'),
      finished: trans.__('Finished'),
      failed: trans.__('Failed'),
    };
    this.#bar.max = Math.max(of, done, 1e-9);
    this.#bar.value = Math.max(0, done);
    if (this.#state.textContent !== states[status]) this.#state.textContent = states[status];
    const left = status === 'running' && etaSeconds !== undefined ? `, ${this.#timeLeft(etaSeconds)}` : '';
    this.#count.textContent = trans.__('%1 of %2 %3', done, of, shorten(unit, 40)) + left;
  }

  #timeLeft(seconds: number): string {
    const { trans } = this.#host;
    if (seconds < 90) return trans.__('about %1 s left', Math.max(1, Math.round(seconds)));
    if (seconds < 5400) return trans.__('about %1 min left', Math.round(seconds / 60));
    return trans.__('about %1 h left', Math.round(seconds / 360) / 10);
  }
}
