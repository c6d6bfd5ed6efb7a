import {
  cellName,
  type CellPair,
  decodeArray,
  pairAt,
  pairNear,
  readable,
  shorten,
  type SpatialPayload,
  type ViewPayload,
} from '../../../src/protocol';
import { element, freshId } from '../dom';
import { button } from '../figure/button';
import type { FigureHost } from '../figure/host';
import type { PlotlyElement } from '../figure/plotlyTypes';
import { summaryTable } from '../selection/summaryTable';
import { tracePoints } from '../selection/tracePoints';

/** A payload whose cells have pictures. */
type Paired = SpatialPayload & Required<Pick<SpatialPayload, 'pairs' | 'cells'>>;

/**
 * Reads one cell after the other: its picture, the genes that stand out in it, and the pictures that are most like it, which lead on to
 * their cells. A click on the map, the list and the buttons choose a cell.
 */
export class PairBrowser {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #redraw: () => void;
  readonly #list: HTMLSelectElement;
  readonly #status = element('p', { class: 'tissuebook-View-pairstatus', attributes: { role: 'status' } });
  readonly #pair = element('div', { class: 'tissuebook-View-pair' });
  #payload: Paired | undefined;
  #place = 0;

  /** @param redraw draws the map again, with the marks of the cell that is read */
  constructor(host: FigureHost, redraw: () => void) {
    this.#host = host;
    this.#redraw = redraw;
    const { trans } = host;
    const id = freshId('pair');
    this.#list = element('select', {
      class: 'tissuebook-input',
      attributes: { id },
      on: { change: () => this.#choose(Number(this.#list.value)) },
    });
    const step = (by: number): void => this.#choose(this.#place + by);
    this.node = element(
      'section',
      { class: 'tissuebook-View-pairs', attributes: { 'aria-label': trans.__('Pictures and genes') } },
      element(
        'div',
        { class: 'tissuebook-View-toolbar' },
        element('label', { text: trans.__('Cell'), attributes: { for: id } }),
        this.#list,
        button(trans.__('Previous'), () => step(-1)),
        button(trans.__('Next'), () => step(1)),
      ),
      this.#status,
      this.#pair,
    );
    this.node.hidden = true;
  }

  /** The place of the cell that is read among those with a picture. */
  get place(): number | undefined {
    return this.#payload && this.#place;
  }

  show(payload: ViewPayload): void {
    const paired = isPaired(payload) ? payload : undefined;
    this.node.hidden = !paired;
    if (paired?.pairs !== this.#payload?.pairs && paired) this.#fill(paired);
    this.#payload = paired;
    if (paired) this.#read();
  }

  /** Follows clicks on the points of a drawn picture. */
  listen(drawn: PlotlyElement): void {
    const payload = this.#payload;
    if (!payload) return;
    const traces = tracePoints(payload);
    drawn.on('plotly_click', ({ points }) => {
      const [point] = points as { curveNumber: number; pointIndex: number }[];
      const cell = point && traces[point.curveNumber]?.[point.pointIndex];
      const place = cell === undefined ? undefined : pairNear(payload, cell);
      if (place !== undefined) this.#choose(place, cell);
    });
  }

  #fill({ pairs, cells }: Paired): void {
    this.#place = 0;
    const numbers = decodeArray(pairs.cells);
    const options = Array.from(numbers, (cell, place) =>
      element('option', { text: shorten(cellName(cells, cell), 80), attributes: { value: String(place) } }),
    );
    this.#list.replaceChildren(...options);
  }

  /** @param clicked the cell on which was clicked, when another one is read because that one has no picture */
  #choose(place: number, clicked?: number): void {
    const { pairs, cells } = this.#payload!;
    const count = pairs.pictures.length;
    this.#place = (place + count) % count;
    const { cell } = pairAt(pairs, this.#place);
    this.#read();
    if (clicked !== undefined && clicked !== cell) {
      const { trans } = this.#host;
      const name = shorten(cellName(cells, clicked), 80);
      this.#status.textContent = trans.__('%1 has no picture here. The nearest cell that has one: %2', name, this.#status.textContent!); // prettier-ignore
    }
    this.#redraw();
  }

  #read(): void {
    const { pairs, cells } = this.#payload!;
    const { trans } = this.#host;
    const pair = pairAt(pairs, this.#place);
    this.#list.value = String(this.#place);
    const name = this.#nameOf(pair);
    const rank =
      pair.rank === undefined
        ? ''
        : `. ${trans.__('Searched with its genes, its picture stands at place %1 of %2', readable(pair.rank), readable(pairs.pictures.length))}`;
    this.#status.textContent = `${name}${rank}`;
    const wide = pairs.width === undefined ? '' : trans.__('%1 wide', shorten(pairs.width, 40));
    const own = element(
      'figure',
      {},
      image(pair.picture, trans.__('Picture of %1', name), 'tissuebook-View-crop'),
      element('figcaption', { text: wide }),
    );
    const genes = summaryTable(
      trans.__('Genes'),
      [trans.__('Gene'), trans.__('Value'), trans.__('Deviations')],
      pair.genes.map((gene) => [shorten(gene.name, 60), readable(gene.value), gene.deviation.toFixed(1)]),
      50,
    );
    const heading = trans.__('Nearest pictures by %1', shorten(pairs.vectors, 80));
    const nearest = pair.nearest.map(({ place, similarity }, i) => {
      const other = pairAt(pairs, place);
      const text = `${i + 1}. ${shorten(cellName(cells, other.cell), 40)}`;
      const like = trans.__('similarity %1', similarity.toFixed(2));
      return element(
        'button',
        {
          class: 'tissuebook-button tissuebook-View-near',
          attributes: { type: 'button' },
          on: { click: () => this.#choose(place) },
        },
        image(other.picture, '', 'tissuebook-View-crop'),
        element('span', { text }),
        element('span', { text: like }),
      );
    });
    const group = element(
      'div',
      { class: 'tissuebook-View-nearest', attributes: { role: 'group', 'aria-label': heading } },
      element('p', { text: heading }),
      ...nearest,
    );
    // The button that was pressed goes with the pair that it was of: the keyboard goes on from the list.
    const within = this.#pair.contains(document.activeElement);
    this.#pair.replaceChildren(own, genes, group);
    if (within) this.#list.focus();
  }

  #nameOf({ cell }: CellPair): string {
    return shorten(cellName(this.#payload!.cells, cell), 80);
  }
}

function isPaired(payload: ViewPayload): payload is Paired {
  return payload.kind === 'spatial' && payload.pairs !== undefined && payload.cells !== undefined;
}

/** A picture of the payload, which checkView has looked at: letters of base64, and a small PNG by its header. */
function image(picture: string, alt: string, name: string): HTMLImageElement {
  return element('img', { class: name, attributes: { alt, src: `data:image/png;base64,${picture}` } });
}
