import { now } from './clock';
import { Flag, StopReason } from './flags';

/** How long the kernel thread may leave an interrupt unanswered before its cell's loops are told to stop. Ours; in ms. */
const PATIENCE_GUARDED_MS = 20;
/** The same for code after an await: a step of a library may be in the way that obeys `kernel.signal` right after it. */
const PATIENCE_MS = 1000;
/** After this long a SIGINT stops a synchronous loop in a library too. In milliseconds. */
const PATIENCE_SIGNAL_MS = 150;

/**
 * Brings an interrupt to the kernel thread: asks by message, and when a loop there keeps the thread from hearing it,
 * stops the loop.
 */
export class Interrupter {
  private timers: NodeJS.Timeout[] = [];
  private asked = 0;

  constructor(
    private readonly flags: Int32Array,
    private readonly ask: (interrupt: number, at: number) => void,
  ) {}

  interrupt(): void {
    this.ask(++this.asked, now());
    this.clear();
    this.after(PATIENCE_GUARDED_MS, () => this.guarded && this.stopLoops());
    this.after(PATIENCE_MS, () => this.stopLoops());
    // Windows ends a process that is sent a SIGINT in this way.
    if (process.platform !== 'win32') {
      this.after(PATIENCE_SIGNAL_MS, () => this.guarded && this.signal());
    }
  }

  /** The kernel thread got the message: from here it decides itself. */
  heard(interrupt: number): void {
    if (interrupt === this.asked) this.clear();
  }

  private get guarded(): boolean {
    return Atomics.load(this.flags, Flag.Guarded) === 1;
  }

  private stopLoops(): void {
    Atomics.or(this.flags, Flag.Stop, StopReason.Anything);
  }

  private signal(): void {
    Atomics.store(this.flags, Flag.OwnSignal, 1);
    process.kill(process.pid, 'SIGINT');
  }

  private after(ms: number, act: () => void): void {
    this.timers.push(setTimeout(act, ms));
  }

  private clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }
}
