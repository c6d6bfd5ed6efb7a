import { TissuebookError } from '../../errors';
import type { Frame, TrainingWatch } from '../../models';
import {
  type Comm,
  type CommMessage,
  kernelApi,
  unpackBits,
  WATCH_TARGET,
  type WatchCommand,
  type WatchMessage,
} from '../../protocol';
import { watchedRun } from '../../views/training';

/** The watched trainings that go on, by id. */
const services = new Map<string, WatchService>();

/** The kernel's end of the map of a training: pages get its frames, and say what is to be done with the cells that they select. */
export class WatchService {
  readonly #watch: TrainingWatch;
  readonly #pages = new Set<Comm>();
  #sent: Frame | undefined;

  constructor(watch: TrainingWatch) {
    this.#watch = watch;
    services.set(watch.id, this);
    watch.listen(() => this.#tell());
  }

  /** Takes the comms that pages open for maps of trainings. */
  offer(): void {
    kernelApi()?.onComm(WATCH_TARGET, connect);
  }

  admit(comm: Comm): void {
    this.#pages.add(comm);
    comm.onMessage = (message) => this.#obey(comm, message);
    comm.onClose = () => void this.#pages.delete(comm);
    say(comm, { run: watchedRun(this.#watch) });
    for (const frame of this.#watch.frames) sendFrame(comm, frame);
  }

  #tell(): void {
    const last = this.#watch.frames.at(-1);
    for (const comm of this.#pages) {
      say(comm, { run: watchedRun(this.#watch) });
      if (last && last !== this.#sent) sendFrame(comm, last);
    }
    this.#sent = last;
    if (this.#watch.status === 'running') return;
    services.delete(this.#watch.id);
    for (const comm of this.#pages) comm.close();
    this.#pages.clear();
  }

  #obey(comm: Comm, { data, buffers }: CommMessage): void {
    const cells = buffers[0] && unpackBits(buffers[0], this.#watch.of.cells.nObs);
    if (!cells) return;
    try {
      act(this.#watch, data as Partial<WatchCommand> | null, cells);
    } catch (error) {
      if (!(error instanceof TissuebookError)) throw error;
      say(comm, { refused: error.message });
    }
  }
}

function act(watch: TrainingWatch, asked: Partial<WatchCommand> | null, cells: Int32Array): void {
  const { command, times, below, patience } = asked ?? {};
  if (command === 'hold-out') watch.holdOut(cells);
  else if (command === 'look-more') watch.lookMore(cells, { ...(times !== undefined && { times }) });
  else if (command === 'stop-when') {
    watch.stopWhen(cells, { ...(below !== undefined && { below }), ...(patience !== undefined && { patience }) });
  }
}

function say(comm: Comm, message: WatchMessage, buffers: Uint8Array[] = []): void {
  comm.send(message, { buffers });
}

function sendFrame(comm: Comm, { step, epoch, codes }: Frame): void {
  const dtype = codes instanceof Uint16Array ? 'uint16' : 'uint8';
  const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
  say(comm, { frame: { step, epoch, dtype } }, [bytes]);
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const service = services.get(String((data as { id?: unknown } | null)?.id));
  if (service) service.admit(comm);
  else comm.close();
}
