import {
  decodeArray,
  frameColor,
  interventionText,
  missingCode,
  recolored,
  shorten,
  type SpatialPayload,
  TOP_CODE,
  type WatchColor,
  type WatchCommand,
} from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import { choiceField, type Field } from '../forms/fields';
import { KeptFrames } from './keptFrames';
import { LossLine } from './lossLine';
import { Scrubber } from './scrubber';
import { SteeringForm } from './steeringForm';
import { type RunFacts, WatchChannel } from './watchChannel';
import type { Watched, WatchParts } from './watchParts';
import { colorNames, progressWords } from './watchWords';

/** After this long without a word from the kernel that is said, in milliseconds: Python hears no page while a cell runs (ours). */
const PATIENCE_MS = 4000;
/** Progress is spoken this seldom, in milliseconds; what happens is spoken at once (ours). */
const SPOKEN_MS = 10_000;

/** A training under its map: its frames, what they are colored by, how far it is, and what can be done to it. */
export class WatchPanel {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #parts: WatchParts;
  readonly #frames = new KeptFrames();
  readonly #scrubber: Scrubber;
  readonly #steering: SteeringForm;
  readonly #loss: LossLine;
  readonly #choice: Field<HTMLSelectElement>;
  readonly #words = element('p', { class: 'tissuebook-Watch-words' });
  readonly #spoken = element('p', { class: 'tissuebook-Watch-spoken', attributes: { role: 'status' } });
  readonly #done = element('ul', { class: 'tissuebook-Watch-done' });
  readonly #notes = element('ul', { class: 'tissuebook-Watch-notes' });
  #payload: Watched | undefined;
  #run: RunFacts | undefined;
  #color: WatchColor | undefined;
  #channel: WatchChannel | undefined;
  /** What is heard of the kernel: nothing yet, nothing for long, the run, that it is looked for, or that it is gone. */
  #kernel: 'asked' | 'silent' | 'heard' | 'looking' | 'gone' = 'asked';
  #patience: ReturnType<typeof setTimeout> | undefined;
  #lastSpoken = 0;

  constructor(host: FigureHost, parts: WatchParts) {
    const { trans } = host;
    this.#host = host;
    this.#parts = parts;
    this.#scrubber = new Scrubber(host, () => parts.changed());
    this.#steering = new SteeringForm(host, (command) => this.#ask(command));
    this.#loss = new LossLine(trans, parts.side);
    this.#choice = choiceField(trans.__('Colored by'), []);
    this.#choice.input.addEventListener('change', () => this.#choose(this.#choice.input.value as WatchColor));
    this.node = element(
      'section',
      {
        class: 'tissuebook-Watch',
        attributes: { 'aria-label': trans.__('Training on this tissue'), 'data-lm-suppress-shortcuts': 'true' },
      },
      element('div', { class: 'tissuebook-Watch-row' }, this.#choice.node, this.#scrubber.node),
      this.#words,
      this.#spoken,
      this.#done,
      this.#steering.node,
      this.#notes,
    );
  }

  /** Takes over a payload, and returns it in the frame that the reader looks at. */
  show(payload: Watched): SpatialPayload {
    const { frames, ...run } = payload.watch;
    if (run.id !== this.#run?.id) this.#begin();
    this.#payload = payload;
    if (run.scale) this.#frames.setScale(run.color, run.scale);
    for (const { step, epoch, codes } of frames)
      this.#frames.add(run.color, { step, epoch, codes: decodeArray(codes) });
    // A notebook that was opened again knows less than the kernel.
    const before = this.#run;
    const newer = !before || run.status === 'ended' || run.progress.done >= before.progress.done;
    if (newer && (before?.status !== 'ended' || run.status === 'ended')) this.#take(run);
    if (this.#run!.status === 'running') this.#connect();
    this.#update();
    return this.#framed(payload);
  }

  selected(): void {
    this.#showSteering();
  }

  dispose(): void {
    clearTimeout(this.#patience);
    this.#channel?.close();
    this.#scrubber.dispose();
    this.#loss.dispose();
  }

  #begin(): void {
    clearTimeout(this.#patience);
    this.#channel?.close();
    this.#channel = this.#run = this.#color = undefined;
    this.#kernel = 'asked';
    this.#frames.clear();
  }

  #connect(): void {
    if (this.#channel) return;
    const { watch, cells } = this.#payload!;
    this.#patience = setTimeout(() => {
      if (this.#kernel === 'asked') this.#turn('silent');
    }, PATIENCE_MS);
    this.#channel = new WatchChannel(
      this.#host,
      this.node,
      { id: watch.id, cells: cells.count },
      {
        run: (run) => {
          const before = this.#run?.status;
          this.#kernel = 'heard';
          if (run.scale) this.#frames.setScale(run.color, run.scale);
          this.#take(run);
          this.#update();
          if (before !== run.status) this.#speak(true);
        },
        frame: (color, frame) => {
          this.#frames.add(color, frame);
          this.#update();
          if (color === this.#color && this.#scrubber.follows) void this.#parts.changed();
        },
        refused: (why) => this.#steering.refuse(why),
        lost: (looking) => this.#turn(looking ? 'looking' : 'gone'),
      },
    );
  }

  #turn(kernel: 'silent' | 'looking' | 'gone'): void {
    this.#kernel = kernel;
    this.#update();
    if (this.#run?.status === 'running') this.#speak(true);
  }

  #take(run: RunFacts): void {
    const more = this.#run && run.interventions.length > this.#run.interventions.length;
    if (run.color !== this.#run?.color) this.#color = run.color;
    this.#run = run;
    if (!more) return;
    this.#steering.done();
    this.#speak(true, interventionText(run.interventions.at(-1)!));
  }

  /** The payload in the colors of the frame that is looked at. */
  #framed(payload: Watched): SpatialPayload {
    const { frame } = this.#scrubber;
    const scale = this.#frames.scaleOf(this.#shownColor);
    return frame && scale ? recolored(payload, frameColor(scale, frame.codes)) : payload;
  }

  /** The color that was chosen, or another one until there is a frame in it. */
  get #shownColor(): WatchColor {
    const color = this.#color!;
    return this.#frames.of(color).length > 0 ? color : (this.#frames.colors[0] ?? color);
  }

  get #goesOn(): boolean {
    return this.#run?.status === 'running' && this.#kernel === 'heard';
  }

  #choose(color: WatchColor): void {
    this.#color = color;
    if (this.#goesOn) this.#channel?.ask({ command: 'color', color });
    this.#update();
    void this.#parts.changed();
  }

  #ask(command: WatchCommand): void {
    const selection = this.#parts.cells();
    if (selection?.size) this.#channel?.ask(command, selection.mask);
  }

  #update(): void {
    const run = this.#run!;
    this.#scrubber.show(this.#frames.of(this.#shownColor));
    this.#showChoice(run);
    this.#loss.show(run.progress, run.interventions, this.#scrubber.frame?.step);
    this.#words.textContent = this.#standing(run);
    this.#speak(false);
    listTexts(
      this.#done,
      run.interventions.map((each) => this.#host.trans.__('Steered: %1.', interventionText(each))),
    );
    listTexts(this.#notes, run.notes);
    this.#showSteering();
  }

  #showChoice(run: RunFacts): void {
    const names = colorNames(this.#host.trans);
    const colors = this.#goesOn ? run.colors : this.#frames.colors;
    const { input, node } = this.#choice;
    if ([...input.options].map(({ value }) => value).join() !== colors.join()) {
      const option = (value: WatchColor): HTMLElement =>
        element('option', { text: names[value], attributes: { value } });
      input.replaceChildren(...colors.map(option));
    }
    input.value = colors.includes(this.#color!) ? this.#color! : this.#shownColor;
    node.hidden = colors.length < 2;
  }

  #standing(run: RunFacts): string {
    const { trans } = this.#host;
    const words = progressWords(trans, run, this.#frames.of(this.#shownColor).length);
    if (run.status === 'ended' || this.#kernel === 'asked' || this.#kernel === 'heard') return words;
    const lost = {
      silent: trans.__(
        'The kernel does not listen to this page while its cell runs: the training can be watched, not steered.',
      ),
      looking: trans.__('No kernel answers. It is looked for again …'),
      gone: trans.__('No kernel knows this training any more: it was cut off. Its frames stay.'),
    }[this.#kernel];
    return `${lost} ${words}`;
  }

  #showSteering(): void {
    const selection = this.#parts.cells();
    const steer = this.#goesOn ? this.#run!.steer : [];
    this.#steering.show(steer, selection?.size ?? 0, selection && this.#meanError(selection.mask));
  }

  /** Of some cells in the frame on show, where it shows errors. */
  #meanError(mask: Uint8Array): number | undefined {
    const { frame } = this.#scrubber;
    const scale = this.#frames.scaleOf(this.#shownColor);
    if (scale?.by !== 'value' || !frame) return undefined;
    const missing = missingCode(frame.codes);
    let [sum, count] = [0, 0];
    frame.codes.forEach((code, cell) => {
      if (!mask[cell] || code === missing) return;
      sum += scale.vmin + ((scale.vmax - scale.vmin) * code) / TOP_CODE;
      count++;
    });
    return count ? sum / count : undefined;
  }

  /** Says to those who hear where the training stands, seldom; or at once what has happened. */
  #speak(now: boolean, text = this.#run ? this.#standing(this.#run) : ''): void {
    if (!now && Date.now() - this.#lastSpoken < SPOKEN_MS) return;
    this.#lastSpoken = Date.now();
    this.#spoken.textContent = text;
  }
}

function listTexts(list: HTMLElement, texts: readonly string[]): void {
  const shown = texts.map((text) => shorten(text, 500));
  list.hidden = shown.length === 0;
  if ([...list.children].map(({ textContent }) => textContent).join('\n') === shown.join('\n')) return;
  list.replaceChildren(...shown.map((text) => element('li', { text })));
}
