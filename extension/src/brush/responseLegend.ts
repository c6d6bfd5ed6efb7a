import { type BrushAnswer, type BrushReadout, MISSING_COLOR, type SpatialPanel } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';
import { mapColors } from './cellColors';

/** Categories that a legend under a map has room for. */
const MOST_TYPES = 12;

/** What colors, stripes and signs of the maps mean: the scale above them, with its zero, and the signs below. */
export class ResponseLegend {
  readonly scale: HTMLElement;
  readonly signs: HTMLElement;
  readonly #trans: Translations;
  readonly #title = element('span', { class: 'tissuebook-Brush-title' });
  readonly #bar = element('canvas', { attributes: { width: '256', height: '12', 'aria-hidden': 'true' } });
  readonly #ticks = element('span', { class: 'tissuebook-Brush-ticks' });
  readonly #hatched = element('span');
  readonly #types = element('span', { class: 'tissuebook-Brush-types' });
  readonly #marks: HTMLElement;
  readonly #box = element('input', { attributes: { type: 'checkbox' } });

  /** @param changed whether cells out of reach keep their colors is another now */
  constructor(trans: Translations, changed: () => void) {
    this.#trans = trans;
    this.scale = element(
      'div',
      { class: 'tissuebook-Brush-legend' },
      element('span', { class: 'tissuebook-Brush-bar-of-colors' }, this.#bar, this.#ticks),
      element('span', {}, this.#title, element('br'), this.#hatched),
    );
    this.#box.addEventListener('change', () => {
      this.#types.hidden = !this.colored;
      changed();
    });
    this.#marks = element(
      'span',
      { class: 'tissuebook-Brush-marks' },
      trans.__('○ or dot: painted, ■ put in, gray: out of reach.'),
      element('label', { class: 'tissuebook-check' }, this.#box, trans.__('Color cells out of reach')),
    );
    this.signs = element('div', { class: 'tissuebook-Brush-signs' }, this.#marks, this.#types);
  }

  /** Whether cells out of reach keep their colors beside an answer. */
  get colored(): boolean {
    return this.#box.checked;
  }

  /** What cells are colored by before there is an answer. */
  cells({ color }: SpatialPanel): void {
    if (color.by !== 'category') return this.#types.replaceChildren();
    const { labels, palette } = color;
    const swatch = (name: string, background: string): HTMLElement => {
      const dot = element('i');
      dot.style.background = background;
      return element('span', {}, dot, name);
    };
    const rest = labels.length - MOST_TYPES;
    this.#types.replaceChildren(
      ...labels.slice(0, MOST_TYPES).map((name, at) => swatch(name, palette[at] ?? MISSING_COLOR)),
      ...(rest > 0 ? [this.#trans.__('and %1 more', rest)] : []),
    );
  }

  /** What the colors of an answer mean; undefined for none. */
  show(answer: BrushAnswer | undefined): void {
    this.scale.hidden = this.#marks.hidden = !answer;
    this.#types.hidden = answer !== undefined && !this.colored;
    if (!answer) return;
    const trans = this.#trans;
    const { maps, show, trainings } = answer;
    const most = maps.limit.toPrecision(2);
    const ticks = maps.signed ? [`−${most}`, '0', `+${most}`] : ['0', most];
    this.#ticks.replaceChildren(...ticks.map((text) => element('span', { text })));
    this.#title.textContent = readoutWords(trans, show);
    this.#hatched.textContent =
      trainings > 1
        ? trans.__('Hatched: the 95% interval over %1 trainings includes zero.', trainings)
        : trans.__('One training: there is no interval, so that nothing is hatched. Open the brush with several.');
    this.#paint(maps.signed);
  }

  #paint(signed: boolean): void {
    const context = this.#bar.getContext('2d');
    mapColors(signed).forEach((color, at) => {
      if (!context) return;
      context.fillStyle = color;
      context.fillRect(at, 0, 1, 12);
    });
  }
}

/** What the maps show, in words. */
function readoutWords(trans: Translations, { gene, set }: BrushReadout): string {
  const unit = trans.__("in the unit of the model's values");
  if (gene !== undefined) return trans.__('%1: after less before, %2', gene, unit);
  if (set !== undefined) return trans.__('Mean of %1: after less before, %2', set, unit);
  return trans.__('How far each cell moved: root mean square over the genes, %1', unit);
}
