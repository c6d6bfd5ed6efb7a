import {
  checkAnswer,
  checkPerturbation,
  PERTURBATION_TARGET,
  type PerturbationCommand,
  type PerturbationMessage,
  type PerturbationPayload,
  type PerturbationRequest,
  perturbationCode,
} from '../../../src/protocol';
import { widgetNames } from '../code/callNames';
import { element } from '../dom';
import { FigureView } from '../figure/figureView';
import type { FigureHost } from '../figure/host';
import { KeptChannel } from '../figure/keptChannel';
import { AnswerView } from './answerView';
import { PerturbationForm } from './perturbationForm';
import { RunBar } from './runBar';

/** Cells around a widget on a page. */
export interface WidgetCells {
  /** The code of the cell that shows a node. */
  sourceOf(node: HTMLElement): string | undefined;
  /** Puts code into a new cell below. */
  insert(node: HTMLElement, code: string): void;
}

/** A perturbation widget on a page: the tissue to mark, the form, the way to the kernel, and the answer. */
export class PerturbationView {
  readonly node = element('section', { class: 'tissuebook-Perturbation' });
  readonly #host: FigureHost;
  readonly #cells: WidgetCells | undefined;
  readonly #tissue: FigureView;
  readonly #run: RunBar;
  readonly #answer: AnswerView;
  #form: PerturbationForm | undefined;
  #link: KeptChannel | undefined;
  #payload: PerturbationPayload | undefined;

  constructor(host: FigureHost, cells: WidgetCells | undefined) {
    const { trans } = host;
    this.#host = host;
    this.#cells = cells;
    this.#tissue = new FigureView(host);
    const insert = cells && ((code: string) => cells.insert(this.node, code));
    this.#answer = new AnswerView(host, insert);
    this.#run = new RunBar(trans, {
      run: () => this.#ask((request) => this.#send({ command: 'run', request })),
      stop: () => this.#send({ command: 'stop' }),
      ...(insert && { insert: () => this.#ask((request) => insert(this.#codeOf(request))) }),
    });
    this.node.setAttribute('data-lm-suppress-shortcuts', 'true');
  }

  /** Shows a payload of any origin, or says why it cannot be shown. */
  async show(value: unknown): Promise<void> {
    let payload: PerturbationPayload;
    try {
      payload = checkPerturbation(value);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.node.replaceChildren(
        element('div', { class: 'tissuebook-View-message', text, attributes: { role: 'alert' } }),
      );
      return;
    }
    if (payload.id !== this.#payload?.id) this.#build(payload);
    this.#payload = payload;
    this.#showAnswer(payload.answer);
    if (this.#tissue.payload === undefined) await this.#tissue.show(payload.tissue);
  }

  async draw(): Promise<void> {
    await Promise.all([this.#tissue.draw(), this.#answer.draw()]);
  }

  dispose(): void {
    this.#link?.close();
    this.#form?.dispose();
    this.#tissue.dispose();
    this.#answer.dispose();
  }

  #build(payload: PerturbationPayload): void {
    this.#link?.close();
    this.#form?.dispose();
    const { trans } = this.#host;
    this.#form = new PerturbationForm(trans, payload);
    this.#form.node.addEventListener('input', () => this.#run.complain(''));
    this.node.setAttribute('aria-label', payload.title);
    this.node.replaceChildren(
      element('h2', { text: payload.title }),
      this.#tissue.node,
      this.#form.node,
      this.#run.node,
      this.#answer.node,
    );
    this.#link = new KeptChannel(
      this.#host,
      this.node,
      PERTURBATION_TARGET,
      { id: payload.id },
      {
        message: (message) => this.#hear(message as PerturbationMessage),
        lost: (looking) => this.#run.lost(looking),
      },
    );
  }

  #send(command: PerturbationCommand): void {
    this.#link?.send(command);
  }

  #ask(act: (request: PerturbationRequest) => void): void {
    const read = this.#form?.read();
    if (!read) return;
    if ('wrong' in read) this.#run.complain(read.wrong);
    else act(read.request);
  }

  #hear(message: PerturbationMessage): void {
    this.#run.show(message);
    this.#showAnswer(message.answer);
  }

  #showAnswer(value: unknown): void {
    if (value === undefined) return;
    try {
      const answer = checkAnswer(value);
      this.#answer.show(answer, this.#codeOf(answer.request));
    } catch (error) {
      this.#run.complain(error instanceof Error ? error.message : String(error));
    }
  }

  /** The code of a request, with the names of the cell that shows the widget. */
  #codeOf(request: PerturbationRequest): string {
    const source = this.#cells?.sourceOf(this.node) ?? '';
    const names = widgetNames(source, 'perturbationWidget', request.model) ?? { model: request.model, data: 'adata' };
    return perturbationCode(request, { ...names, labels: this.#payload?.labels });
  }
}
