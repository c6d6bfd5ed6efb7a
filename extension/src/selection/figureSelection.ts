import {
  composition,
  type Criterion,
  readable,
  selectable,
  type Selectable,
  selectionCode,
  selectionMask,
  type SelectionStep,
  type ViewPayload,
} from '../../../src/protocol';
import { element } from '../dom';
import { button } from '../figure/button';
import type { FigureSide, SideHandle } from '../figure/figureSide';
import type { FigureHost } from '../figure/host';
import type { PlotlyElement } from '../figure/plotlyTypes';
import { type CellSelection, selectionOf } from './cellSelection';
import { CriterionForm } from './criterionForm';
import { KernelCells } from './kernelCells';
import { KernelListener } from './kernelListener';
import { tableColumn } from './markPicks';
import { type Drawn, OutlineTool, type Tool } from './outlineTool';
import { RegionComparison } from './regionComparison';
import { type PointsBy, SelectionMarks } from './selectionMarks';
import { selectionReport } from './selectionReport';

/** Digits of a corner's coordinates, in data and code alike: finer than a cell in any section. */
const DIGITS = 6;

/** The parts of a figure that a selection acts on. */
interface Parts {
  side: FigureSide;
  drawn: () => PlotlyElement | undefined;
  /** Draws the picture again. */
  redraw: () => void;
  /** Called after each change of the selection. */
  changed: () => void;
}

/**
 * Selecting cells in one figure: the sheet for outlines, the form and the way out in the figure's side, and what is
 * selected as tables below the picture.
 */
export class FigureSelection {
  readonly node: HTMLElement;
  readonly tools: OutlineTool;
  readonly marks: SelectionMarks;
  /** What the kernel knows of the cells. */
  readonly kernel: KernelCells;
  readonly #host: FigureHost;
  readonly #form: CriterionForm;
  readonly #part: SideHandle;
  readonly #changed: () => void;
  readonly #count = element('p', { class: 'tissuebook-View-selected', attributes: { role: 'status' } });
  readonly #actions: HTMLElement;
  readonly #report = element('div', { class: 'tissuebook-View-report' });
  readonly #comparison: RegionComparison;
  readonly #kernel: KernelListener;
  #payload: Selectable | undefined;
  #column: string | undefined;
  #selection: CellSelection | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(host: FigureHost, { side, drawn, redraw, changed }: Parts) {
    this.#host = host;
    this.#changed = changed;
    this.#form = new CriterionForm(host, (criterion) => this.pick(criterion));
    this.tools = new OutlineTool(host, drawn, (outline) => this.chooseInside(outline));
    this.marks = new SelectionMarks(drawn, redraw, (...criteria) => this.pick(...criteria));
    const { trans } = host;
    this.#actions = element(
      'div',
      { class: 'tissuebook-View-toolbar' },
      button(trans.__('Clear'), () => this.#clear()),
      button(trans.__('Copy names'), () => void this.#copyNames()),
      ...(host.insertCode ? [button(trans.__('Insert code'), () => this.#insertCode())] : []),
    );
    this.kernel = new KernelCells(host, this.#report);
    this.#comparison = new RegionComparison(host, this.kernel);
    this.node = element(
      'div',
      { class: 'tissuebook-View-selection', attributes: { 'data-lm-suppress-shortcuts': 'true' } },
      this.#report,
      this.#comparison.node,
    );
    this.#part = side.add({
      id: 'selection',
      title: trans.__('Selection'),
      order: 40,
      content: [this.#form.node, this.#count, this.#actions, this.#comparison.keep],
    });
    this.#kernel = new KernelListener(host, this.node);
    this.node.hidden = this.#part.hidden = true;
    this.#part.node.addEventListener('toggle', () => this.#describe());
  }

  /** Which cells are selected; undefined where none can be. */
  get cells(): CellSelection | undefined {
    return this.#selection;
  }

  /**
   * Takes over a payload; a view without cells has nothing to select.
   *
   * @param points how cells are drawn: as points of plotly's, as points beside it, or by marks that change their shape
   */
  show(payload: ViewPayload, points: PointsBy): void {
    this.#unsubscribe();
    this.#payload = selectable(payload);
    this.#column = tableColumn(payload);
    this.#selection = this.#payload && selectionOf(this.#payload.cells);
    this.marks.show(this.#payload, this.#selection, points);
    this.#part.hidden = !this.#payload;
    this.node.hidden = !this.#payload || !this.#part.open;
    if (!this.#payload || !this.#selection) return this.tools.use(undefined);
    this.#unsubscribe = this.#selection.listen(() => this.#update());
    this.#form.show(this.#payload);
    this.kernel.show(this.#payload.cells.key);
    this.#comparison.show(this.#payload, this.#selection);
    this.#describe();
  }

  /** How many cells of each label of the table are selected; undefined where its rows do not stand for cells. */
  selected(): Map<string, number> | undefined {
    if (this.#column === undefined || !this.#payload || !this.#selection) return undefined;
    const found = composition(this.#payload, this.#selection.mask).find(({ name }) => name === this.#column);
    return new Map(found?.counts.map(({ label, selected }) => [label, selected]));
  }

  /** Selects the cells of a row of the table. */
  pickRow(label: string): void {
    if (this.#column !== undefined) this.pick({ column: this.#column, labels: [label] });
  }

  /** Selects the cells that all of the criteria find, or does to the selection what the form says. */
  pick(...criteria: Criterion[]): void {
    criteria.forEach((criterion, i) => this.#apply(criterion, i === 0 ? this.#form.how : 'keep'));
  }

  use(tool: Tool | undefined): void {
    this.tools.use(tool);
    if (tool) this.#part.open = true;
  }

  dispose(): void {
    this.#unsubscribe();
    this.#kernel.dispose();
    this.kernel.dispose();
  }

  #update(): void {
    this.#describe();
    this.#comparison.update();
    void this.marks.update();
    this.#changed();
  }

  /** Selects the cells inside of an outline that was drawn, or does to the selection what the form or a key says. */
  chooseInside({ panel, corners, how }: Drawn): void {
    const { cells, panels } = this.#payload!;
    const { name, factor } = cells.basis;
    const inside = corners.map((corner) => corner.map((value) => Number((value / factor).toPrecision(DIGITS)))) as [
      number,
      number,
    ][];
    const of = cells.panelBy === undefined ? undefined : { column: cells.panelBy, label: panels[panel]!.title };
    this.#apply({ inside, ...(name !== 'spatial' && { basis: name }), ...(of && { of }) }, how ?? this.#form.how);
  }

  #apply(criterion: Criterion, how: CriterionForm['how']): void {
    const step: SelectionStep = how === 'replace' ? criterion : { ...criterion, how };
    this.#selection!.apply(step, selectionMask(this.#payload!, criterion));
    this.#tellKernel();
  }

  #clear(): void {
    this.#selection?.clear();
    this.#tellKernel();
  }

  #tellKernel(): void {
    void this.#kernel.tell(this.#payload!.cells, this.#selection!);
  }

  #describe(): void {
    const [payload, selection] = [this.#payload, this.#selection];
    if (!payload || !selection) return;
    const { size } = selection;
    const { count } = payload.cells;
    this.#count.textContent = this.#host.trans.__('%1 of %2 cells selected', readable(size), readable(count));
    this.#actions.hidden = size === 0;
    this.#part.note = size === 0 ? '' : readable(size);
    this.node.hidden = !this.#part.open;
    const open = this.#part.open && size > 0;
    this.#report.replaceChildren(...(open ? selectionReport(this.#host, payload, selection) : []));
  }

  async #copyNames(): Promise<void> {
    const { names } = this.#payload!.cells;
    const selected = Array.from(this.#selection!.mask.keys()).filter((i) => this.#selection!.mask[i]);
    await navigator.clipboard.writeText(selected.map((i) => names?.[i] ?? String(i)).join('\n'));
    this.#count.textContent = this.#host.trans.__('%1 names copied, one a line', readable(selected.length));
  }

  #insertCode(): void {
    const { steps, mask } = this.#selection!;
    this.#host.insertCode?.(this.node, (data) => selectionCode(data, steps, this.#payload!.cells, mask));
  }
}
