import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { ZOO_SUMMARY_MIME, type ZooSummary, type ZooQuestion } from '../../../src/protocol/models';
import { pipelineGraph } from '../pipeline/pipelineGraph';
import { KERNEL } from '../tokens';

/** Time without another change before the kernel is asked: a number that is being typed is no question yet. */
const DEBOUNCE_MS = 400;
/** Variables that are asked about: the last ones that data were put into (ours). */
const MOST_NAMES = 6;

/**
 * Asks the kernel of the notebook in front how the models fit the data in its variables, by expressions beside an
 * empty cell, as Jupyter has them: after the cells that run, without a trace in the history.
 */
export class ZooSummaries {
  readonly #tracker: INotebookTracker;
  readonly #questions: () => ZooQuestion[];
  readonly #show: (summaries: ReadonlyMap<string, ZooSummary>) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';

  /** @param show called with what is known, by variable; with none when there is no such kernel or no data */
  constructor(
    tracker: INotebookTracker,
    questions: () => ZooQuestion[],
    show: (summaries: ReadonlyMap<string, ZooSummary>) => void,
  ) {
    this.#tracker = tracker;
    this.#questions = questions;
    this.#show = show;
  }

  /** Asks soon, when there is something new to ask. */
  ask(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), DEBOUNCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const kernel = this.#tracker.currentWidget?.sessionContext.session?.kernel;
    const cells = this.#cells();
    const names = dataNames(cells.map(({ id, source }) => ({ id, source })));
    if (!kernel || kernel.name !== KERNEL || names.length === 0) {
      this.#asked = '';
      return this.#show(new Map());
    }
    const questions = JSON.stringify(this.#questions());
    const key = [kernel.id, cells.map(({ count }) => count).join(), names.join(), questions].join(' ');
    if (key === this.#asked) return;
    // A kernel that runs something answers later: the end of that is a reason to ask again.
    if (kernel.status !== 'idle') return;
    this.#asked = key;
    try {
      const summaries = await evaluate(kernel, names, questions);
      if (this.#asked === key) this.#show(summaries);
    } catch {
      // The kernel was shut down while it was asked.
      this.#asked = '';
    }
  }

  #cells(): { id: string; source: string; count: number | null }[] {
    return (this.#tracker.currentWidget?.content.widgets ?? [])
      .filter(({ model }) => model.type === 'code')
      .map(({ model }) => ({
        id: model.id,
        source: model.sharedModel.getSource(),
        count: (model as unknown as { executionCount: number | null }).executionCount,
      }));
  }
}

/** Variables that a notebook's cells put data into, the latest first. */
function dataNames(cells: readonly { id: string; source: string }[]): string[] {
  const { nodes } = pipelineGraph(cells);
  const made = nodes
    .filter(({ steps }) => steps.some((step) => step === 'data' || step === 'prepare'))
    .flatMap(({ makes }) => makes);
  return [...new Set(made.reverse())].slice(0, MOST_NAMES);
}

async function evaluate(
  kernel: Kernel.IKernelConnection,
  names: readonly string[],
  questions: string,
): Promise<Map<string, ZooSummary>> {
  const expressions = names.map((name) => [name, `require('tissuebook').zooSummary(${name}, ${questions})`]);
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    stop_on_error: false,
    allow_stdin: false,
    user_expressions: Object.fromEntries(expressions) as Record<string, string>,
  });
  const { content } = await future.done;
  const answers = content.status === 'ok' ? (content.user_expressions as Record<string, unknown>) : {};
  const found = new Map<string, ZooSummary>();
  for (const name of names) {
    const summary = readSummary(answers[name]);
    if (summary) found.set(name, summary);
  }
  return found;
}

/** The summary in an answer; a variable that does not exist, or holds something else, has none. */
function readSummary(answer: unknown): ZooSummary | undefined {
  const { data } = (answer ?? {}) as { data?: Record<string, unknown> };
  const summary = data?.[ZOO_SUMMARY_MIME] as Partial<ZooSummary> | undefined;
  const sound =
    typeof summary?.cells === 'number' && typeof summary.features === 'number' && Array.isArray(summary.fits);
  return sound ? (summary as ZooSummary) : undefined;
}
