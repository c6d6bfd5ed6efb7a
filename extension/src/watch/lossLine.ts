import { type Intervention, readable, type WatchProgress } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureSide, SideHandle } from '../figure/figureSide';
import type { Translations } from '../figure/host';

const SVG = 'http://www.w3.org/2000/svg';
/** Units of the field that the line is drawn in; it is stretched to the room that there is. */
const [WIDTH, HEIGHT] = [200, 80];

/**
 * The loss beside a map: a line over the steps, a mark at the frame that is looked at, and dotted ones where a person did something.
 * It is drawn with every frame, next to the map; the figure of the run has all terms and the numbers.
 */
export class LossLine {
  readonly #trans: Translations;
  readonly #part: SideHandle;
  readonly #picture = document.createElementNS(SVG, 'svg');
  readonly #ends = element('div', { class: 'tissuebook-Watch-ends' });

  constructor(trans: Translations, side: FigureSide) {
    this.#trans = trans;
    this.#picture.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.#picture.setAttribute('preserveAspectRatio', 'none');
    this.#picture.setAttribute('role', 'img');
    this.#picture.classList.add('tissuebook-Watch-loss');
    const content = [this.#picture, this.#ends];
    this.#part = side.add({ id: 'loss', title: trans.__('Loss'), order: 5, open: true, content });
  }

  /** @param step of the frame that is looked at */
  show({ steps, losses }: WatchProgress, interventions: readonly Intervention[], step: number | undefined): void {
    this.#part.hidden = steps.length === 0;
    if (steps.length === 0) return;
    const last = steps.at(-1)!;
    const [low, high] = [Math.min(...losses), Math.max(...losses)];
    const x = (at: number): number => (WIDTH * at) / last;
    const y = (loss: number): number => HEIGHT - 2 - ((HEIGHT - 4) * (loss - low)) / (high - low || 1);
    const points = steps.map((at, i) => `${x(at).toFixed(1)},${y(losses[i]!).toFixed(1)}`);
    this.#picture.replaceChildren(
      ...interventions.map((each) => upright(x(each.step), 'tissuebook-mod-done')),
      ...(step === undefined ? [] : [upright(x(step), 'tissuebook-mod-now')]),
      drawn('polyline', { points: points.join(' ') }),
    );
    const said = [
      losses[0]!.toPrecision(3),
      readable(steps[0]!),
      losses.at(-1)!.toPrecision(3),
      readable(last),
    ] as const;
    this.#part.note = said[2];
    this.#picture.setAttribute('aria-label', this.#trans.__('Loss %1 at step %2, %3 at step %4', ...said));
    const range = this.#trans.__('from %1 to %2', high.toPrecision(3), low.toPrecision(3));
    const end = this.#trans.__('step %1', readable(last));
    this.#ends.replaceChildren(element('span', { text: range }), element('span', { text: end }));
  }

  dispose(): void {
    this.#part.node.remove();
  }
}

function upright(x: number, name: string): SVGElement {
  const at = x.toFixed(1);
  return drawn('line', { x1: at, x2: at, y1: '0', y2: String(HEIGHT), class: name });
}

function drawn(tag: 'polyline' | 'line', attributes: Record<string, string>): SVGElement {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries({ ...attributes, 'vector-effect': 'non-scaling-stroke' })) {
    node.setAttribute(name, value);
  }
  return node;
}
