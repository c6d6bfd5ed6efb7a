import { type Criterion, readable, selectionCode, selectionMask, type SpatialPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import type { Plotly, PlotlyElement } from '../figure/plotlyTypes';
import { type CellSelection, selectionOf } from './cellSelection';
import { CriterionForm } from './criterionForm';
import { KernelListener } from './kernelListener';
import { type Drawn, OutlineTool, type Tool } from './outlineTool';
import { selectionReport } from './selectionReport';
import { selectedPoints, tracePoints } from './tracePoints';

/** Digits of a corner's coordinates, in data and code alike: finer than a cell in any section. */
const DIGITS = 6;

/** Selecting cells in one figure: the sheet for outlines, the form, what is selected, and its way out. */
export class FigureSelection {
  readonly node: HTMLDetailsElement;
  readonly tools: OutlineTool;
  readonly #host: FigureHost;
  readonly #form: CriterionForm;
  readonly #drawn: () => PlotlyElement | undefined;
  readonly #count = element('p', { class: 'tissuebook-View-selected', attributes: { role: 'status' } });
  readonly #actions: HTMLElement;
  readonly #report = element('div', { class: 'tissuebook-View-report' });
  readonly #kernel: KernelListener;
  #payload: SpatialPayload | undefined;
  #traces: (ArrayLike<number> | undefined)[] = [];
  #selection: CellSelection | undefined;
  #deaf: () => void = () => undefined;
  #plotly: Plotly | undefined;

  constructor(host: FigureHost, drawn: () => PlotlyElement | undefined) {
    this.#host = host;
    this.#drawn = drawn;
    this.#form = new CriterionForm(host, (criterion) => this.#choose(criterion));
    this.tools = new OutlineTool(host, drawn, (outline) => this.#chooseInside(outline));
    const { trans } = host;
    this.#actions = element(
      'div',
      { class: 'tissuebook-View-toolbar' },
      this.#button(trans.__('Clear'), () => this.#clear()),
      this.#button(trans.__('Copy names'), () => void this.#copyNames()),
      ...(host.insertCode ? [this.#button(trans.__('Insert code'), () => this.#insertCode())] : []),
    );
    this.node = element(
      'details',
      { class: 'tissuebook-View-labels', attributes: { 'data-lm-suppress-shortcuts': 'true' } },
      element('summary', { text: trans.__('Selection') }),
      this.#form.node,
      this.#count,
      this.#actions,
      this.#report,
    );
    this.#kernel = new KernelListener(host, this.node);
    this.node.hidden = true;
    this.node.addEventListener('toggle', () => this.#describe());
  }

  /** Takes over a payload; a view without cells has nothing to select. */
  show(payload: SpatialPayload | undefined): void {
    this.#deaf();
    this.#payload = payload?.cells ? payload : undefined;
    this.node.hidden = !this.#payload;
    this.#selection = undefined;
    this.#traces = [];
    if (!this.#payload) return this.tools.use(undefined);
    this.#traces = tracePoints(this.#payload);
    this.#selection = selectionOf(this.#payload.cells!);
    this.#deaf = this.#selection.listen(() => void this.#changed());
    this.#form.show(this.#payload);
    this.#describe();
  }

  /** Marks the selected points in a figure that is about to be drawn. */
  mark(data: Record<string, unknown>[]): void {
    if (!this.#selection) return;
    selectedPoints(this.#traces, this.#selection).forEach((points, i) => {
      if (points) data[i]!['selectedpoints'] = points;
    });
  }

  /** The picture is there: from now on changes are shown in it. */
  drawnBy(plotly: Plotly): void {
    this.#plotly = plotly;
  }

  use(tool: Tool | undefined): void {
    this.tools.use(tool);
    if (tool) this.node.open = true;
  }

  dispose(): void {
    this.#deaf();
    this.#kernel.dispose();
  }

  async #changed(): Promise<void> {
    this.#describe();
    const drawn = this.#drawn();
    if (!drawn || !this.#selection || !this.#plotly) return;
    const points = selectedPoints(this.#traces, this.#selection);
    await this.#plotly.restyle(drawn, { selectedpoints: points }, [...points.keys()]);
  }

  #choose(criterion: Criterion): void {
    if (this.#payload) this.#apply(criterion, this.#form.how);
  }

  #chooseInside({ panel, corners, how }: Drawn): void {
    const { cells, panels } = this.#payload!;
    const { name, factor } = cells!.basis;
    const inside = corners.map((corner) => corner.map((value) => Number((value / factor).toPrecision(DIGITS)))) as [
      number,
      number,
    ][];
    const of = cells!.panelBy === undefined ? undefined : { column: cells!.panelBy, label: panels[panel]!.title };
    this.#apply({ inside, ...(name !== 'spatial' && { basis: name }), ...(of && { of }) }, how ?? this.#form.how);
  }

  #apply(criterion: Criterion, how: CriterionForm['how']): void {
    const step = how === 'replace' ? criterion : { ...criterion, how };
    this.#selection!.apply(step, selectionMask(this.#payload!, criterion));
    this.#tellKernel();
  }

  #clear(): void {
    this.#selection?.clear();
    this.#tellKernel();
  }

  #tellKernel(): void {
    void this.#kernel.tell(this.#payload!.cells!, this.#selection!);
  }

  #describe(): void {
    const [payload, selection] = [this.#payload, this.#selection];
    if (!payload || !selection) return;
    const { size } = selection;
    const { count } = payload.cells!;
    this.#count.textContent = this.#host.trans.__('%1 of %2 cells selected', readable(size), readable(count));
    this.#actions.hidden = size === 0;
    const open = this.node.open && size > 0;
    this.#report.replaceChildren(...(open ? selectionReport(this.#host, payload, selection) : []));
  }

  async #copyNames(): Promise<void> {
    const { names } = this.#payload!.cells!;
    const selected = Array.from(this.#selection!.mask.keys()).filter((i) => this.#selection!.mask[i]);
    await navigator.clipboard.writeText(selected.map((i) => names?.[i] ?? String(i)).join('\n'));
    this.#count.textContent = this.#host.trans.__('%1 names copied, one a line', readable(selected.length));
  }

  #insertCode(): void {
    const { steps, mask } = this.#selection!;
    this.#host.insertCode?.(this.node, (data) => selectionCode(data, steps, this.#payload!.cells!, mask));
  }

  #button(text: string, act: () => void): HTMLButtonElement {
    return element('button', {
      text,
      class: 'tissuebook-button',
      attributes: { type: 'button' },
      on: { click: act },
    });
  }
}
