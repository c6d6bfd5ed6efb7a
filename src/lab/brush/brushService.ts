import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import {
  BRUSH_TARGET,
  type BrushAnswer,
  type BrushMessage,
  type BrushQuestion,
  type BrushReadout,
  type Comm,
  kernelApi,
  type Stroke,
} from '../../protocol';
import { type CellPerturbation, type CellPerturber, openCellPerturber, type PerturbCellsOptions } from '../../tasks';
import { brushAnswer } from './brushAnswer';

/** What a brush asks of whom. */
export interface BrushSubject {
  readonly id: string;
  readonly models: readonly Model[];
  readonly adata: AnnData;
  readonly labels: string | undefined;
  readonly sets: NonNullable<PerturbCellsOptions['sets']>;
  readonly seed: number;
}

/** The brushes of this kernel, by id. */
const services = new Map<string, BrushService>();

/** Brushes that can be asked at the same time: each keeps its data and models alive (ours). */
const MOST_SERVICES = 20;

/**
 * The kernel's end of a brush. While the hand moves questions come quicker than answers: the newest of a page is answered next, and those
 * between are left out. A finished stroke ends an answer to its page that is being made.
 */
export class BrushService {
  readonly #subject: BrushSubject;
  readonly #kept: () => void;
  readonly #pages = new Set<Comm>();
  #perturber: Promise<CellPerturber> | undefined;
  /** The newest question of each page that waits. */
  readonly #pending = new Map<Comm, BrushQuestion>();
  #isRunning = false;
  /** The answer that is being made; undefined while a question is only about to be taken up. */
  #running: { page: Comm; controller: AbortController } | undefined;
  #last: CellPerturbation | undefined;
  changes: Stroke[] = [];
  answer: BrushAnswer | undefined;

  /** @param kept is called when finished strokes have an answer, or there are none any more */
  constructor(subject: BrushSubject, kept: () => void) {
    this.#subject = subject;
    this.#kept = kept;
    services.set(subject.id, this);
    for (const id of services.keys()) if (services.size > MOST_SERVICES) services.delete(id);
  }

  /** Takes the comms that pages open for brushes. */
  offer(): void {
    kernelApi()?.onComm(BRUSH_TARGET, connect);
  }

  admit(page: Comm): void {
    this.#pages.add(page);
    page.onClose = () => {
      this.#pages.delete(page);
      this.#pending.delete(page);
    };
    page.onMessage = ({ data }) => this.#hear(page, data as Partial<BrushQuestion> & { table?: unknown });
    tell(page, { status: 'ready', changes: this.changes, ...(this.answer && { answer: this.answer }) });
  }

  #hear(page: Comm, asked: (Partial<BrushQuestion> & { table?: unknown }) | null): void {
    if (asked?.table === true) {
      return tell(page, { status: 'ready', ...(this.#last && { csv: this.#last.toCsv() }) });
    }
    if (!Array.isArray(asked?.changes) || !Number.isFinite(asked.ask)) return;
    const question = { show: {}, ...asked } as BrushQuestion;
    this.#pending.set(page, question);
    if (question.keep && this.#running?.page === page) this.#running.controller.abort();
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#pending.size > 0) {
      // Messages that have come meanwhile are heard first: one of them may be newer.
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = this.#pending;
      if (!next) break;
      const [page, question] = next;
      this.#pending.delete(page);
      this.#running = { page, controller: new AbortController() };
      try {
        await this.#ask(page, question, this.#running.controller.signal);
      } catch (error) {
        const isStopped = error instanceof TissuebookError && error.kind === 'aborted';
        const text = error instanceof Error ? error.message : String(error);
        if (!isStopped) tell(page, { status: 'failed', ask: question.ask, error: text.slice(0, 1000) });
      }
      this.#running = undefined;
    }
    this.#isRunning = false;
  }

  async #ask(page: Comm, question: BrushQuestion, signal: AbortSignal): Promise<void> {
    const { ask, changes, keep } = question;
    if (changes.length === 0) {
      this.#last = undefined;
      return this.#keep(page, changes, undefined);
    }
    const begin = performance.now();
    const perturber = await this.#open(page);
    const found = await perturber.ask(changes, { signal });
    const show = knownReadout(question.show, found);
    const answer = brushAnswer(found, question, show, (performance.now() - begin) / 1000);
    tell(page, { status: 'answered', ask, answer });
    if (!keep) return;
    this.#last = found;
    this.#keep(page, changes, answer);
  }

  /** Finished strokes are told to the other pages, and kept with the notebook. */
  #keep(by: Comm, changes: Stroke[], answer: BrushAnswer | undefined): void {
    this.changes = changes;
    this.answer = answer;
    for (const page of this.#pages) {
      if (page !== by) tell(page, { status: 'ready', changes, ...(answer && { answer }) });
    }
    this.#kept();
  }

  #open(page: Comm): Promise<CellPerturber> {
    if (this.#perturber) return this.#perturber;
    tell(page, { status: 'opening' });
    const { models, adata, labels, sets, seed } = this.#subject;
    const opening = openCellPerturber(models, adata, { ...(labels !== undefined && { labels }), sets, seed });
    this.#perturber = opening;
    opening.catch(() => (this.#perturber = undefined));
    return opening;
  }
}

/** A gene or set that this answer does not have is not shown: then how far cells moved. */
function knownReadout({ gene, set }: BrushReadout, { summary }: CellPerturbation): BrushReadout {
  if (gene !== undefined && summary.genes.includes(gene)) return { gene };
  return set !== undefined && (summary.sets.get(set)?.length ?? 0) > 0 ? { set } : {};
}

const tell = (page: Comm, message: BrushMessage): void => page.send(message);

function connect(page: Comm, { data }: { data: unknown }): void {
  const service = services.get(String((data as { id?: unknown } | null)?.id));
  if (service) service.admit(page);
  else page.close();
}
