import { type Comm, kernelApi, RUN_COMMANDS, type RunCommand, RUN_TARGET, type ViewPayload } from '../../protocol';

/** A run that can be steered from its picture. */
export interface Steered {
  readonly id: string;
  readonly status: string;
  pause(): void;
  resume(): void;
  stop(): void;
}

/** The runs that go on, by id, with the pages that look at each. */
const runs = new Map<string, Steering>();

/** The kernel's end of the buttons at a run's picture. */
export class Steering {
  readonly #run: Steered;
  readonly #picture: () => ViewPayload;
  readonly #pages = new Set<Comm>();
  readonly #watching = new Set<Comm>();

  constructor(run: Steered, picture: () => ViewPayload) {
    this.#run = run;
    this.#picture = picture;
    runs.set(run.id, this);
  }

  /** Takes the comms that pages open for pictures of runs. */
  offer(): void {
    kernelApi()?.onComm(RUN_TARGET, connect);
  }

  /** Tells every page where the run stands; called when that changes. */
  tell(): void {
    for (const comm of this.#pages) this.#answer(comm);
  }

  /** The run is over: its pages hear so and are let go. */
  end(): void {
    this.tell();
    runs.delete(this.#run.id);
    for (const comm of this.#pages) comm.close();
    this.#pages.clear();
  }

  admit(comm: Comm): void {
    this.#pages.add(comm);
    comm.onMessage = ({ data }) => this.#obey(comm, data);
    comm.onClose = () => {
      this.#pages.delete(comm);
      this.#watching.delete(comm);
    };
    this.#answer(comm);
  }

  #obey(comm: Comm, data: unknown): void {
    const asked = (data as { command?: unknown } | null)?.command;
    const command = RUN_COMMANDS.find((each) => each === asked);
    if (command) this.#do(comm, command);
    this.tell();
  }

  #do(comm: Comm, command: RunCommand): void {
    if (command === 'watch') this.#watching.add(comm);
    else this.#run[command]();
  }

  #answer(comm: Comm): void {
    const { status } = this.#run;
    comm.send(this.#watching.has(comm) ? { status, view: this.#picture() } : { status });
  }
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const steering = runs.get(String((data as { id?: unknown } | null)?.id));
  if (steering) steering.admit(comm);
  else comm.close();
}
