import type { CodeCell } from '@jupyterlab/cells';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { type CellRun, type CellStatus, cellStatuses } from './cellStatus';
import { downstream, type PipelineGraph, pipelineGraph } from './pipelineGraph';
import { showCell } from '../notebook/showCell';
import { RunTimes } from './runTimes';

/** Time without another change before the pipeline is read again: a letter typed is not worth a drawing. */
const DEBOUNCE_MS = 150;

/** What the panel shows of a notebook. */
export interface PipelineState {
  graph: PipelineGraph;
  statuses: Map<string, CellStatus>;
  seconds: Map<string, number>;
  /** Whether cells can be run now. */
  kernel: boolean;
}

/** The pipeline of one notebook, read again whenever its code or its runs change. */
export class NotebookPipeline {
  readonly #panel: NotebookPanel;
  readonly #show: (state: PipelineState) => void;
  readonly #times = new RunTimes(() => this.#later());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #graph: PipelineGraph = { nodes: [], edges: [] };
  #sources = '';
  #history: { key: string; code: Map<number, string> } | undefined;
  #asking = false;
  /** Cells ran while the kernel was asked. */
  #askAgain = false;

  constructor(panel: NotebookPanel, show: (state: PipelineState) => void) {
    this.#panel = panel;
    this.#show = show;
    panel.context.model.contentChanged.connect(this.#later, this);
    panel.context.model.stateChanged.connect(this.#later, this);
    panel.sessionContext.kernelChanged.connect(this.#later, this);
    panel.sessionContext.statusChanged.connect(this.#statusChanged, this);
    void panel.revealed.then(() => this.#later());
    this.#later();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#times.follow(undefined);
    if (this.#panel.isDisposed) return;
    this.#panel.context.model.contentChanged.disconnect(this.#later, this);
    this.#panel.context.model.stateChanged.disconnect(this.#later, this);
    this.#panel.sessionContext.kernelChanged.disconnect(this.#later, this);
    this.#panel.sessionContext.statusChanged.disconnect(this.#statusChanged, this);
  }

  /** Shows a cell in the notebook and gives it the keyboard. */
  goTo(id: string): void {
    const place = this.#panel.content.widgets.findIndex((cell) => cell.model.id === id);
    if (place >= 0) showCell(this.#panel, place);
  }

  /** Runs a cell and all that depends on it. */
  async runFrom(id: string): Promise<void> {
    await this.#run(downstream(this.#graph, id).map((node) => node.id));
  }

  /** Runs what is not up to date, and what depends on that. */
  async runStale(statuses: ReadonlyMap<string, CellStatus>): Promise<void> {
    const behind = this.#graph.nodes.filter(({ id }) => statuses.get(id)?.kind !== 'done');
    const wanted = new Set(behind.flatMap(({ id }) => downstream(this.#graph, id).map((node) => node.id)));
    await this.#run(this.#graph.nodes.map(({ id }) => id).filter((id) => wanted.has(id)));
  }

  async #run(ids: readonly string[]): Promise<void> {
    const wanted = new Set(ids);
    const cells = this.#cells.filter((cell) => wanted.has(cell.model.id));
    await NotebookActions.runCells(this.#panel.content, cells, this.#panel.sessionContext);
  }

  get #cells(): CodeCell[] {
    return this.#panel.content.widgets.filter((cell): cell is CodeCell => cell.model.type === 'code');
  }

  get #kernel(): Kernel.IKernelConnection | undefined {
    return this.#panel.sessionContext.session?.kernel ?? undefined;
  }

  #statusChanged(_: unknown, status: string): void {
    if (status.endsWith('restarting') || status === 'dead') this.#history = undefined;
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), DEBOUNCE_MS);
  }

  async #read(): Promise<void> {
    if (this.#panel.isDisposed) return;
    const kernel = this.#kernel;
    this.#times.follow(kernel);
    const cells = this.#cells.map((cell) => this.#runOf(cell));
    this.#readGraph(cells);
    await this.#readHistory(kernel, cells);
    if (this.#panel.isDisposed) return;
    const seconds = cells.flatMap(({ id }) => {
      const took = this.#times.secondsOf(id);
      return took === undefined ? [] : [[id, took] as const];
    });
    this.#show({
      graph: this.#graph,
      statuses: cellStatuses(this.#graph, cells, kernel ? this.#history?.code : undefined),
      seconds: new Map(seconds),
      kernel: kernel !== undefined && kernel.status !== 'dead',
    });
  }

  #runOf({ model }: CodeCell): CellRun {
    const outputs = Array.from({ length: model.outputs.length }, (_, i) => model.outputs.get(i));
    return {
      id: model.id,
      source: model.sharedModel.getSource(),
      count: model.executionCount,
      state: this.#times.stateOf(model.id) ?? 'idle',
      failed: outputs.some(({ type }) => type === 'error'),
    };
  }

  #readGraph(cells: readonly CellRun[]): void {
    const sources = JSON.stringify(cells.map(({ id, source }) => [id, source]));
    if (sources === this.#sources) return;
    this.#sources = sources;
    this.#graph = pipelineGraph(cells);
  }

  /** Asks the kernel which code it has run, when it has run more than is known. */
  async #readHistory(kernel: Kernel.IKernelConnection | undefined, cells: readonly CellRun[]): Promise<void> {
    const key = `${kernel?.id} ${cells.map(({ count }) => count).join()}`;
    if (!kernel || kernel.status === 'dead' || this.#history?.key === key) return;
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    try {
      const { content } = await kernel.requestHistory({
        hist_access_type: 'range',
        session: 0,
        start: 1,
        stop: Number.MAX_SAFE_INTEGER,
        raw: true,
        output: false,
      });
      const entries = content.status === 'ok' ? (content.history as [number, number, string][]) : [];
      this.#history = { key, code: new Map(entries.map(([, count, code]) => [count, code])) };
    } catch {
      // The kernel went away while it was asked; its next status brings another look.
    } finally {
      this.#asking = false;
      if (this.#askAgain) this.#later();
      this.#askAgain = false;
    }
  }
}
