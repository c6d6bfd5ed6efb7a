import { type BrushAnswer, readable } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';
import { choiceField, textField } from '../forms/fields';

export interface BrushActs {
  undo(): void;
  redo(): void;
  /** By a factor; 0 shows all. */
  zoom(factor: number): void;
  radius(radius: number): void;
  section(at: number): void;
  insert?: () => void;
}

/** A brush that stands still for so long is told to readers that hear, in milliseconds. */
const STILL_MS = 400;
const ZOOM = 1.5;

/** The buttons of a brush, and what is said beside it: how far the kernel is, what is wrong, how long an answer took. */
export class BrushBar {
  readonly node: HTMLElement;
  readonly state: HTMLElement;
  /** How to paint, by hand and by keys. */
  readonly keys: HTMLElement;
  readonly #trans: Translations;
  readonly #buttons: Record<'undo' | 'redo' | 'insert', HTMLButtonElement>;
  readonly #radius;
  readonly #section;
  readonly #words = element('p', { class: 'tissuebook-Brush-words', attributes: { role: 'status' } });
  readonly #said = element('p', { attributes: { role: 'status' } });
  readonly #time = element('p', { class: 'tissuebook-help tissuebook-Brush-time' });
  readonly #wrong = element('p', { class: 'tissuebook-View-message', attributes: { role: 'alert' } });
  #still: ReturnType<typeof setTimeout> | undefined;

  constructor(trans: Translations, acts: BrushActs) {
    this.#trans = trans;
    const button = (text: string, act: () => void): HTMLButtonElement =>
      element('button', {
        ...{ text, class: 'tissuebook-button', attributes: { type: 'button' } },
        on: { click: () => (this.complain(''), act()) },
      });
    this.#buttons = {
      undo: button(trans.__('Undo'), acts.undo),
      redo: button(trans.__('Redo'), acts.redo),
      insert: button(trans.__('Insert code'), () => acts.insert?.()),
    };
    this.#radius = textField(trans.__('Radius'), '', { attributes: { inputmode: 'decimal', size: '8' } });
    this.#radius.input.addEventListener('change', () => {
      const radius = Number(this.#radius.input.value);
      if (radius > 0 && Number.isFinite(radius)) acts.radius(radius);
      else this.complain(trans.__('The radius must be a number above 0.'));
    });
    this.#section = choiceField(trans.__('Section'), []);
    this.#section.input.addEventListener('change', () => acts.section(Number(this.#section.input.value)));
    const zoom = [
      button(trans.__('Zoom in'), () => acts.zoom(ZOOM)),
      button(trans.__('Zoom out'), () => acts.zoom(1 / ZOOM)),
      button(trans.__('Show all'), () => acts.zoom(0)),
    ];
    const { undo, redo, insert } = this.#buttons;
    this.node = element(
      'div',
      {
        class: 'tissuebook-View-toolbar tissuebook-Brush-bar',
        attributes: { role: 'group', 'aria-label': trans.__('Brush') },
      },
      ...[undo, redo, ...zoom, ...(acts.insert ? [insert] : []), this.#radius.node, this.#section.node],
    );
    this.keys = element('p', {
      class: 'tissuebook-help',
      text: trans.__('Drag to paint; Shift and drag to move. By keys: arrows move the brush, Space paints, + and - change its radius, Page Up and Page Down zoom, Ctrl+Z undoes.'), // prettier-ignore
    });
    this.state = element('div', { class: 'tissuebook-Brush-state' }, this.#words, this.#said, this.#wrong, this.#time);
    this.complain('');
  }

  sections(names: readonly string[]): void {
    this.#section.node.hidden = names.length < 2;
    const options = names.map((text, at) => element('option', { text, attributes: { value: String(at) } }));
    this.#section.input.replaceChildren(...options);
  }

  strokes({ strokes, canUndo, canRedo }: { strokes: readonly unknown[]; canUndo: boolean; canRedo: boolean }): void {
    this.#buttons.undo.disabled = !canUndo;
    this.#buttons.redo.disabled = !canRedo;
    this.#buttons.insert.disabled = strokes.length === 0;
  }

  /** The brush is another one, or elsewhere. @param under counts the cells under it */
  brush(radius: number, under: () => number): void {
    if (document.activeElement !== this.#radius.input) this.#radius.input.value = String(Number(radius.toPrecision(4)));
    clearTimeout(this.#still);
    this.#still = setTimeout(() => {
      this.node.dataset['under'] = String(under());
    }, STILL_MS);
  }

  /** Takes away what was said of an answer. */
  unanswered(): void {
    this.#words.textContent = this.#time.textContent = '';
  }

  /** @param words the answer in sentences, which is read aloud; the time is not */
  answered({ painted, maps, seconds, steps }: BrushAnswer, words: string): void {
    this.#words.textContent = words;
    this.say('');
    const cells = painted.reduce((a, b) => a + b, 0);
    const [reached] = maps.cells.shape;
    const time = Math.max(1, Math.round(1000 * seconds));
    this.#time.textContent = this.#trans.__('%1 cells painted, %2 within reach (%3 steps); answered in %4 ms.', readable(cells), readable(reached!), steps, time); // prettier-ignore
  }

  say(text: string): void {
    this.#said.textContent = text;
    this.#said.hidden = text === '';
  }

  looking(): void {
    this.say(this.#trans.__('The kernel is looked for …'));
  }

  found(): void {
    this.say(this.#trans.__('Ready: paint on the tissue.'));
  }

  /** No kernel knows the brush (any more), or none yet: then one is looked for. */
  lost(looking: boolean): void {
    this.say(
      looking
        ? this.#trans.__('No kernel answers yet. It is looked for again …')
        : this.#trans.__('No kernel knows this brush. Run its cell again to paint; the strokes are kept as code.'),
    );
  }

  complain(text: string): void {
    this.#wrong.textContent = text.slice(0, 1000);
    this.#wrong.hidden = text === '';
  }
}
