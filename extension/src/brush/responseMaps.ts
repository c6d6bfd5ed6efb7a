import { type BrushAnswer, decodeArray, type SpatialPanel } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import { mapColors } from './cellColors';
import { type MapOverlay, type MapValues, TissueMap } from './tissueMap';
import type { Frame, SectionCells } from './tissueFrame';

/** Height of the large map, and of each of its twins, as shares of the width of the large one. */
const HEIGHT = 0.75;
const BETWEEN = 8;

type Which = 'change' | 'control' | 'averaged';
const BIT: Record<Which, number> = { change: 1, control: 2, averaged: 4 };

/** The answer on the tissue, with the matched control and the plain averages as small twins beside it, on one scale. */
export class ResponseMaps {
  readonly node: HTMLElement;
  /** What is painted on. */
  readonly surface: HTMLElement;
  readonly #host: FigureHost;
  readonly #maps: Record<Which, TissueMap> = {
    change: new TissueMap(),
    control: new TissueMap(),
    averaged: new TissueMap(),
  };
  readonly #legend = element('p', { class: 'tissuebook-Brush-legend' });
  readonly #scale = element('canvas', { attributes: { width: '256', height: '12', 'aria-hidden': 'true' } });
  readonly #ends = element('span');
  readonly #hatched = element('span');
  readonly #twins: HTMLElement;
  #values: Record<Which, MapValues> | undefined;

  constructor(host: FigureHost) {
    const { trans } = host;
    this.#host = host;
    this.surface = element(
      'div',
      {
        class: 'tissuebook-Brush-surface',
        attributes: {
          tabindex: '0',
          role: 'application',
          'aria-label': trans.__('The tissue, to paint on'),
          'aria-roledescription': trans.__('perturbation brush'),
        },
      },
      this.#maps.change.canvas,
    );
    const twin = (which: Which, text: string): HTMLElement =>
      element('figure', {}, this.#maps[which].canvas, element('figcaption', { text }));
    this.#twins = element(
      'div',
      { class: 'tissuebook-Brush-twins' },
      twin('control', trans.__('Matched control')),
      twin('averaged', trans.__('Plain average of the neighbors')),
    );
    this.#legend.append(this.#scale, this.#ends, this.#hatched);
    this.node = element(
      'div',
      { class: 'tissuebook-Brush-maps' },
      element('div', {}, this.surface, this.#legend),
      this.#twins,
    );
  }

  /** Width and height of the large map. */
  get size(): { width: number; height: number } {
    const width = Math.max(240, Math.min(760, this.surface.clientWidth || 600));
    return { width, height: Math.round(HEIGHT * width) };
  }

  show(section: SectionCells, panel: SpatialPanel): void {
    for (const map of Object.values(this.#maps)) map.show(section, panel);
  }

  /** Takes over an answer; undefined for none. @param title what the maps show */
  answer(answer: BrushAnswer | undefined, title: string): void {
    this.#legend.hidden = this.#twins.hidden = !answer;
    if (!answer) {
      this.#values = undefined;
      return;
    }
    const { maps, trainings } = answer;
    const { limit, signed } = maps;
    const cells = decodeArray(maps.cells);
    const bits = decodeArray(maps.hatched);
    const of = (which: Which): MapValues => ({
      ...{ cells, limit, signed, values: decodeArray(maps[which]) },
      hatched: (at) => (bits[at]! & BIT[which]) > 0,
    });
    this.#values = { change: of('change'), control: of('control'), averaged: of('averaged') };
    this.#paintScale(signed);
    const { trans } = this.#host;
    const most = limit.toPrecision(2);
    this.#ends.textContent = signed ? trans.__('%1, −%2 to +%2', title, most) : trans.__('%1, 0 to %2', title, most);
    this.#hatched.textContent =
      trainings > 1
        ? trans.__('Hatched: the 95% interval over %1 trainings includes zero.', trainings)
        : trans.__('One training: no interval, so that nothing is hatched. Open the brush with several.');
  }

  draw(frame: Frame, overlay: Omit<MapOverlay, 'map'>): void {
    const { width, height } = this.size;
    const theme = this.#host.theme();
    this.#maps.change.draw(frame, width, height, { ...overlay, map: this.#values?.change }, theme);
    if (!this.#values) return;
    const small = { width: Math.round((width - BETWEEN) / 2.4), height: Math.round((height - BETWEEN) / 2.4) };
    const twin = { ...frame, scale: (frame.scale * small.width) / width };
    for (const which of ['control', 'averaged'] as const) {
      const { painted, places } = overlay;
      this.#maps[which].draw(twin, small.width, small.height, { painted, places, map: this.#values[which] }, theme);
    }
  }

  #paintScale(signed: boolean): void {
    const context = this.#scale.getContext('2d');
    mapColors(signed).forEach((color, at) => {
      if (!context) return;
      context.fillStyle = color;
      context.fillRect(at, 0, 1, 12);
    });
  }
}
