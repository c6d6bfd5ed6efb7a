import { TissuebookError } from '../../errors';
import type { Frame, TrainingWatch } from '../../models';
import {
  type Comm,
  type CommMessage,
  kernelApi,
  unpackBits,
  WATCH_TARGET,
  type WatchColor,
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
  #color: WatchColor;

  constructor(watch: TrainingWatch) {
    this.#watch = watch;
    this.#color = watch.color;
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
    for (const frame of this.#watch.frames) this.#send(comm, frame);
  }

  #tell(): void {
    const { frames, color } = this.#watch;
    const last = frames.at(-1);
    for (const comm of this.#pages) {
      say(comm, { run: watchedRun(this.#watch) });
      // In a color that was shown before, pages may lack what there is of it.
      const fresh = color === this.#color ? frames.slice(-1) : frames;
      if (last !== this.#sent) for (const frame of fresh) this.#send(comm, frame);
    }
    [this.#sent, this.#color] = [last, color];
    if (this.#watch.status === 'running') return;
    services.delete(this.#watch.id);
    for (const comm of this.#pages) comm.close();
    this.#pages.clear();
  }

  #obey(comm: Comm, { data, buffers }: CommMessage): void {
    const cells = buffers[0] && unpackBits(buffers[0], this.#watch.of.cells.nObs);
    try {
      act(this.#watch, data as Asked | null, cells);
    } catch (error) {
      if (!(error instanceof TissuebookError)) throw error;
      say(comm, { refused: error.message });
    }
  }

  #send(comm: Comm, { step, epoch, codes }: Frame): void {
    const dtype = codes instanceof Uint16Array ? 'uint16' : 'uint8';
    const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
    say(comm, { frame: { color: this.#watch.color, step, epoch, dtype } }, [bytes]);
  }
}

/** A command as it comes from a page, which may say anything. */
type Asked = { [K in 'times' | 'below' | 'patience']?: number } & {
  command?: WatchCommand['command'];
  color?: WatchColor;
};

function act(watch: TrainingWatch, asked: Asked | null, cells: Int32Array | undefined): void {
  const { command, color, times, below, patience } = asked ?? {};
  if (command === 'color') return watch.colorBy(color!);
  if (!cells) return;
  if (command === 'hold-out') watch.holdOut(cells);
  else if (command === 'look-more') watch.lookMore(cells, { ...(times !== undefined && { times }) });
  else if (command === 'stop-when') {
    watch.stopWhen(cells, { ...(below !== undefined && { below }), ...(patience !== undefined && { patience }) });
  }
}

function say(comm: Comm, message: WatchMessage, buffers: Uint8Array[] = []): void {
  comm.send(message, { buffers });
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const service = services.get(String((data as { id?: unknown } | null)?.id));
  if (service) service.admit(comm);
  else comm.close();
}
