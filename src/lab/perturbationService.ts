import { randomUUID } from 'node:crypto';
import type { AnnData } from '../data';
import { TissuebookError } from '../errors';
import { show } from '../options';
import {
  type Comm,
  kernelApi,
  PERTURBATION_TARGET,
  type PerturbationAnswer,
  type PerturbationMessage,
  type PerturbationPlace,
  type PerturbationRequest,
  type ViewPayload,
} from '../protocol';
import type { Model } from '../models';
import { perturb, type PerturbOptions, type Where } from '../tasks';
import { selectCells } from '../views';
import { perturbationViews } from './perturbationViews';

/** What a widget asks of whom. */
export interface PerturbationSubject {
  id: string;
  models: ReadonlyMap<string, readonly Model[]>;
  adata: AnnData;
  labels: string | undefined;
}

/** The widgets of this kernel, by id. */
const services = new Map<string, PerturbationService>();

/** Widgets that can be asked at the same time: each keeps its data and models alive (ours). */
const MOST_SERVICES = 20;

/** The kernel's end of a perturbation widget: runs what pages ask for, one at a time, and tells all of them. */
export class PerturbationService {
  readonly #subject: PerturbationSubject;
  readonly #answered: () => void;
  readonly #pages = new Set<Comm>();
  #state: PerturbationMessage = { status: 'ready' };
  #running: AbortController | undefined;
  answer: PerturbationAnswer | undefined;

  constructor(subject: PerturbationSubject, answered: () => void) {
    this.#subject = subject;
    this.#answered = answered;
    services.set(subject.id, this);
    for (const id of services.keys()) if (services.size > MOST_SERVICES) services.delete(id);
  }

  /** Takes the comms that pages open for widgets. */
  offer(): void {
    kernelApi()?.onComm(PERTURBATION_TARGET, connect);
  }

  admit(page: Comm): void {
    this.#pages.add(page);
    page.onClose = () => void this.#pages.delete(page);
    page.onMessage = ({ data }) => {
      const message = data as { command?: unknown; request?: unknown } | null;
      if (message?.command === 'stop') this.#running?.abort();
      if (message?.command === 'run') void this.run(message.request as PerturbationRequest);
    };
    page.send({ ...this.#state, ...(this.answer && { answer: this.answer }) });
  }

  /** Asks the model; while it answers, another request is not taken. */
  async run(request: PerturbationRequest): Promise<void> {
    if (this.#running) return;
    const control = (this.#running = new AbortController());
    const begin = performance.now();
    this.#tell({ status: 'running', done: 0, total: 1 });
    try {
      const { text, views } = await this.#ask(request, control.signal);
      const seconds = (performance.now() - begin) / 1000;
      this.answer = { id: randomUUID(), request, text, views, seconds };
      this.#answered();
      this.#tell({ status: 'ready', answer: this.answer });
    } catch (error) {
      this.#tell({ status: 'failed', error: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#running = undefined;
    }
  }

  async #ask(request: PerturbationRequest, signal: AbortSignal): Promise<Pick<PerturbationAnswer, 'text' | 'views'>> {
    const { adata, labels, models } = this.#subject;
    const model = models.get(String(request?.model));
    if (!model) {
      const found = `The widget has no model ${show(request?.model)}.`;
      throw new TissuebookError('missing-key', found, { argument: 'model', found: request?.model });
    }
    const options: PerturbOptions = {
      what: request.what as unknown as PerturbOptions['what'],
      ...(request.where && { where: whereOf(adata, request.where) }),
      ...(labels !== undefined && { labels }),
      seeds: request.seeds,
      signal,
      onProgress: (done, total) => this.#tell({ status: 'running', done, total }),
    };
    const result = await perturb(model, adata, options);
    return { text: String(result), views: perturbationViews(result).map(({ payload }) => unlinked(payload)) };
  }

  #tell(message: PerturbationMessage): void {
    this.#state = { ...message };
    delete this.#state.answer;
    for (const page of this.#pages) page.send(message);
  }
}

function connect(page: Comm, { data }: { data: unknown }): void {
  const service = services.get(String((data as { id?: unknown } | null)?.id));
  if (service) service.admit(page);
  else page.close();
}

/** The cells that are marked for the next question are not marked in the answer, which they would hide. */
function unlinked(payload: ViewPayload): ViewPayload {
  if (payload.kind !== 'spatial') return payload;
  const free = { ...payload };
  delete free.cells;
  return free;
}

function whereOf(adata: AnnData, place: PerturbationPlace): Where {
  return 'steps' in place ? { cells: selectCells(adata, place.steps) } : place;
}
