import { type BrushAnswer, type BrushReadout, decodeArray, type SpatialPanel } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import { ReadoutChoice } from './readoutChoice';
import { ResponseLegend } from './responseLegend';
import { type MapOverlay, type MapValues, TissueMap } from './tissueMap';
import type { Frame, SectionCells } from './tissueFrame';

/** Height of a map as a share of its width. */
const HEIGHT = 0.75;
/** Least and most pixels that a map is wide. */
const LEAST = 120;
const MOST = 760;

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
  readonly #choice: ReadoutChoice;
  readonly #legend: ResponseLegend;
  readonly #twins: HTMLElement;
  #values: Record<Which, MapValues> | undefined;

  /** @param show another gene or set is asked for @param redraw the colors of cells out of reach change */
  constructor(host: FigureHost, show: (readout: BrushReadout) => void, redraw: () => void) {
    const { trans } = host;
    this.#host = host;
    this.#choice = new ReadoutChoice(trans, show);
    this.#legend = new ResponseLegend(trans, redraw);
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
      element('figure', {}, element('figcaption', { text }), this.#maps[which].canvas);
    this.#twins = element(
      'div',
      { class: 'tissuebook-Brush-twins' },
      twin('control', trans.__('Matched control')),
      twin('averaged', trans.__('Plain average of the neighbors, no model')),
    );
    this.node = element(
      'div',
      { class: 'tissuebook-Brush-maps' },
      element('div', { class: 'tissuebook-Brush-legends' }, this.#choice.node, this.#legend.scale),
      element('div', { class: 'tissuebook-Brush-map' }, this.surface, this.#legend.signs),
      this.#twins,
    );
    this.answer(undefined);
  }

  /** Width and height of the large map. */
  get size(): { width: number; height: number } {
    return sizeIn(this.surface, MOST);
  }

  show(section: SectionCells, panel: SpatialPanel): void {
    this.#legend.cells(panel);
    for (const map of Object.values(this.#maps)) map.show(section, panel);
  }

  /** Takes over an answer; undefined for none. */
  answer(answer: BrushAnswer | undefined): void {
    this.#legend.show(answer);
    this.#choice.node.hidden = !answer;
    this.#values = undefined;
    if (!answer) return;
    this.#choice.offer(answer);
    const { maps } = answer;
    const { limit, signed } = maps;
    const cells = decodeArray(maps.cells);
    const bits = decodeArray(maps.hatched);
    const of = (which: Which): MapValues => ({
      ...{ cells, limit, signed, values: decodeArray(maps[which]) },
      hatched: (at) => (bits[at]! & BIT[which]) > 0,
    });
    this.#values = { change: of('change'), control: of('control'), averaged: of('averaged') };
  }

  draw(frame: Frame, overlay: Omit<MapOverlay, 'map' | 'colored'>): void {
    const theme = this.#host.theme();
    const { colored } = this.#legend;
    const { width, height } = this.size;
    const { painted, places } = overlay;
    this.#maps.change.draw(frame, width, height, { ...overlay, colored, map: this.#values?.change }, theme);
    const small = sizeIn(this.#twins.firstElementChild!, width);
    const twin = { ...frame, scale: (frame.scale * small.width) / width };
    for (const which of ['control', 'averaged'] as const) {
      const over = { painted, places, colored, map: this.#values?.[which] };
      this.#maps[which].draw(twin, small.width, small.height, over, theme);
    }
  }
}

function sizeIn(node: Element, most: number): { width: number; height: number } {
  const width = Math.max(LEAST, Math.min(most, node.clientWidth || most));
  return { width, height: Math.round(HEIGHT * width) };
}
