import type { ViewPayload } from '../../../src/protocol';
import type { FigureTable } from './figureTable';
import type { BarButton, BarHandle, FigureBar } from './figureBar';
import type { FigureSide } from './figureSide';
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
  side: FigureSide;
  view: {
    readonly payload: ViewPayload | undefined;
    readonly drawn: PlotlyElement | undefined;
    readonly points: PointLayer | undefined;
    draw(): Promise<void>;
  };
}

/** The buttons that every figure has in its bar: zoom, outlines, legend, shapes, table and files. */
export class FigureToolbar {
  readonly #host: FigureHost;
  readonly #parts: Parts;
  readonly #zoom: BarHandle[];
  readonly #tools: Map<Tool, BarHandle>;
  readonly #table: BarHandle;
  readonly #side: BarHandle;
  readonly #shapes: BarHandle;
  #choseShapes = false;

  constructor(host: FigureHost, bar: FigureBar, parts: Parts) {
    const { trans } = host;
    this.#host = host;
    this.#parts = parts;
    const move = (more: Omit<BarButton, 'group'>): BarHandle => bar.add({ ...more, group: 'move' });
    this.#zoom = [
      move({ id: 'zoom-in', icon: 'zoomIn', name: trans.__('Zoom in'), shortcut: '+', act: () => this.#move('in') }),
      move({
        id: 'zoom-out',
        icon: 'zoomOut',
        name: trans.__('Zoom out'),
        shortcut: '-',
        act: () => this.#move('out'),
      }),
      move({ id: 'reset', icon: 'fit', name: trans.__('Show all again'), shortcut: '0', act: () => this.#reset() }),
    ];
    const tool = (id: Tool, shortcut: string, name: string): [Tool, BarHandle] => [
      id,
      bar.add({ id, icon: id, name, shortcut, group: 'select', toggles: true, act: () => this.#use(id) }),
    ];
    this.#tools = new Map([
      tool('lasso', 'l', trans.__('Select cells with a lasso')),
      tool('box', 'b', trans.__('Select cells in a box')),
      tool('polygon', 'p', trans.__('Select cells in a polygon: click its corners, then press Enter')),
    ]);
    const show = (more: Omit<BarButton, 'group' | 'toggles'>): BarHandle =>
      bar.add({ ...more, group: 'show', toggles: true });
    this.#side = show({ id: 'side', icon: 'side', name: trans.__('Legend and settings'), shortcut: 's', act: () => this.#toggleSide() }); // prettier-ignore
    this.#side.pressed = true;
    this.#side.node.setAttribute('aria-controls', parts.side.node.id);
    this.#shapes = show({ id: 'shapes', icon: 'shapes', name: trans.__('Shapes beside colors'), shortcut: 'x', act: () => this.#toggleShapes() }); // prettier-ignore
    this.#table = bar.add({ id: 'table', icon: 'table', name: trans.__('Show as table'), shortcut: 't', group: 'keep', act: () => this.#toggleTable() }); // prettier-ignore
    this.#table.node.setAttribute('aria-controls', parts.table.node.id);
    this.#table.node.setAttribute('aria-expanded', 'false');
    const save = (format: 'png' | 'svg', name: string): BarHandle =>
      bar.add({ id: `save-${format}`, icon: 'save', text: format.toUpperCase(), name, group: 'keep', act: () => this.#save(format) }); // prettier-ignore
    save('png', trans.__('Save as PNG'));
    save('svg', trans.__('Save as SVG'));
    this.#showTool();
  }

  /** Whether marker shapes change with every few colors: as the reader has chosen, or as the view says. */
  get shapes(): boolean {
    return this.#shapes.pressed;
  }

  show(payload: ViewPayload): void {
    const spatial = payload.kind === 'spatial' ? payload : undefined;
    for (const button of this.#zoom) button.hidden = !spatial && payload.kind !== 'curve';
    const selects = spatial?.cells !== undefined && !spatial.space;
    for (const button of this.#tools.values()) button.hidden = !selects;
    this.#shapes.hidden = !spatial || spatial.space !== undefined || spatial.panels.every(({ color }) => color.by !== 'category'); // prettier-ignore
    if (!this.#choseShapes) this.#shapes.pressed = spatial?.shapes === true;
    this.#side.hidden = !this.#parts.side.used;
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
    for (const [name, button] of this.#tools) button.pressed = name === tool;
  }

  #toggleSide(): void {
    const { side } = this.#parts;
    this.#side.pressed = !side.shown;
    side.shown = !side.shown;
  }

  #toggleShapes(): void {
    this.#choseShapes = true;
    this.#shapes.pressed = !this.#shapes.pressed;
    void this.#parts.view.draw();
  }

  #toggleTable(): void {
    const { table } = this.#parts;
    table.open = !table.open;
    this.#table.node.setAttribute('aria-expanded', String(table.open));
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
    if (drawn && payload)
      await saveImage(await this.#host.plotly(), payload, drawn, { format, points, shapes: this.shapes });
  }
}
