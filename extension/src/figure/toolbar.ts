import type { ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureTable } from './figureTable';
import type { FigureHost } from './host';
import { zoomStep } from './keyboard';
import type { PlotlyElement } from './plotlyTypes';
import type { FigureSelection } from '../selection/figureSelection';
import type { Tool } from '../selection/outlineTool';
import type { PointLayer } from '../points/pointLayer';
import { saveImage } from './saveImage';

/** What the buttons act on. */
interface Parts {
  picture: HTMLElement;
  table: FigureTable;
  selection: FigureSelection;
  view: {
    readonly payload: ViewPayload | undefined;
    readonly drawn: PlotlyElement | undefined;
    readonly points: PointLayer | undefined;
    draw(): Promise<void>;
  };
}

/** The buttons of a figure: plain buttons, so that all of them work by keyboard and have a name. */
export class FigureToolbar {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #parts: Parts;
  readonly #zoom: HTMLElement[];
  readonly #tools: Map<Tool, HTMLButtonElement>;
  readonly #tableButton: HTMLButtonElement;

  constructor(host: FigureHost, parts: Parts) {
    const { trans } = host;
    this.#host = host;
    this.#parts = parts;
    this.#zoom = [
      this.#button('+', trans.__('Zoom in'), () => this.#move('in')),
      this.#button('−', trans.__('Zoom out'), () => this.#move('out')),
      this.#button(trans.__('Reset'), trans.__('Show all again'), () => this.#reset()),
    ];
    const tool = (name: Tool, text: string, what: string): [Tool, HTMLButtonElement] => [
      name,
      this.#button(text, what, () => this.#use(name)),
    ];
    this.#tools = new Map([
      tool('lasso', trans.__('Lasso'), trans.__('Select cells with a lasso')),
      tool('box', trans.__('Box'), trans.__('Select cells in a box')),
      tool('polygon', trans.__('Polygon'), trans.__('Select cells in a polygon: click its corners, then press Enter')),
    ]);
    this.#showTool();
    this.#tableButton = this.#button(trans.__('Table'), trans.__('Show as table'), () => this.#toggleTable());
    this.#tableButton.setAttribute('aria-controls', parts.table.node.id);
    this.#tableButton.setAttribute('aria-expanded', 'false');
    this.node = element(
      'div',
      {
        class: 'tissuebook-View-toolbar',
        attributes: { role: 'group', 'aria-label': trans.__('Figure'), 'data-lm-suppress-shortcuts': 'true' },
      },
      ...this.#zoom,
      ...this.#tools.values(),
      this.#tableButton,
      this.#button('PNG', trans.__('Save as PNG'), () => this.#save('png')),
      this.#button('SVG', trans.__('Save as SVG'), () => this.#save('svg')),
    );
  }

  show(payload: ViewPayload): void {
    const zooms = payload.kind === 'spatial' || payload.kind === 'curve';
    for (const button of this.#zoom) button.hidden = !zooms;
    const selects = payload.kind === 'spatial' && payload.cells !== undefined && !payload.space;
    for (const button of this.#tools.values()) button.hidden = !selects;
    this.#showTool();
  }

  /** A second press on a tool lays it down. */
  #use(tool: Tool): void {
    const { selection } = this.#parts;
    selection.use(selection.tools.tool === tool ? undefined : tool);
    this.#showTool();
  }

  #showTool(): void {
    const { tool } = this.#parts.selection.tools;
    for (const [name, button] of this.#tools) button.setAttribute('aria-pressed', String(name === tool));
  }

  #button(text: string, name: string, act: () => unknown): HTMLButtonElement {
    return element('button', {
      text,
      class: 'tissuebook-button',
      attributes: { type: 'button', title: name, 'aria-label': name },
      on: { click: () => void act() },
    });
  }

  #toggleTable(): void {
    const { table } = this.#parts;
    table.open = !table.open;
    this.#tableButton.setAttribute('aria-expanded', String(table.open));
  }

  async #move(direction: 'in' | 'out'): Promise<void> {
    const { drawn } = this.#parts.view;
    if (drawn) await zoomStep(await this.#host.plotly(), drawn, direction);
  }

  /** Draws anew without the reader's zoom and filters. */
  async #reset(): Promise<void> {
    (await this.#host.plotly()).purge(this.#parts.picture);
    await this.#parts.view.draw();
  }

  async #save(format: 'png' | 'svg'): Promise<void> {
    const { drawn, payload, points } = this.#parts.view;
    if (drawn && payload) await saveImage(await this.#host.plotly(), payload, drawn, format, points);
  }
}
