import { encodeArray, type Intervention, plotlyFigure, VIEW_VERSION, type WatchProgress } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureSide, SideHandle } from '../figure/figureSide';
import type { FigureHost } from '../figure/host';
import type { Plotly } from '../figure/plotlyTypes';

/** Pixels of the line in the side of a figure. */
const SIZE = { width: 236, height: 150 };

/** The loss beside a map: a line over the steps, a mark at the frame that is looked at, and one at each thing that a person did. */
export class LossLine {
  readonly #host: FigureHost;
  readonly #part: SideHandle;
  readonly #picture = element('div', { class: 'tissuebook-Watch-loss', attributes: { role: 'img' } });
  #plotly: Plotly | undefined;
  #shown: [WatchProgress, readonly Intervention[], number | undefined] | undefined;

  constructor(host: FigureHost, side: FigureSide) {
    this.#host = host;
    const title = host.trans.__('Loss');
    this.#part = side.add({ id: 'loss', title, order: 5, open: true, content: [this.#picture] });
    this.#part.node.addEventListener('toggle', () => void this.#draw());
  }

  /** @param step of the frame that is looked at */
  show(progress: WatchProgress, interventions: readonly Intervention[], step: number | undefined): void {
    const { steps, losses } = progress;
    this.#part.hidden = steps.length === 0;
    this.#part.note = losses.length ? losses.at(-1)!.toPrecision(3) : '';
    this.#shown = [progress, interventions, step];
    void this.#draw();
  }

  dispose(): void {
    this.#plotly?.purge(this.#picture);
    this.#part.node.remove();
  }

  async #draw(): Promise<void> {
    this.#plotly ??= await this.#host.plotly();
    if (!this.#shown || this.#part.hidden || !this.#part.open || !this.#part.node.isConnected) return;
    const [{ steps, losses }, interventions, step] = this.#shown;
    const { trans } = this.#host;
    const said = [losses[0]!.toPrecision(3), steps[0]!, losses.at(-1)!.toPrecision(3), steps.at(-1)!] as const;
    this.#picture.setAttribute('aria-label', trans.__('Loss %1 at step %2, %3 at step %4', ...said));
    const theme = this.#host.theme();
    const series = [
      { name: 'loss', x: encodeArray(Float64Array.from(steps)), y: encodeArray(Float64Array.from(losses)) },
    ];
    const text = { id: 'loss', title: '', caption: '', description: '', xTitle: 'step', yTitle: '' };
    const { data, layout, config } = plotlyFigure(
      { version: VIEW_VERSION, kind: 'curve', ...text, series },
      { theme, ...SIZE },
    );
    for (const line of data) Object.assign(line, { mode: 'lines' });
    const mark = (x: number, dash: string): object => ({
      type: 'line',
      xref: 'x',
      yref: 'paper',
      ...{ x0: x, x1: x, y0: 0, y1: 1 },
      line: { color: theme.text, width: 1, dash },
    });
    const shapes = [
      ...interventions.map((each) => mark(each.step, 'dot')),
      ...(step === undefined ? [] : [mark(step, 'solid')]),
    ];
    const margin = { l: 34, r: 6, t: 4, b: 30, pad: 0 };
    await this.#plotly.react(
      this.#picture,
      data,
      { ...layout, ...SIZE, margin, shapes },
      { ...config, staticPlot: true },
    );
  }
}
