import { propertyOf } from '../language/properties';
import { now } from '../transport/clock';
import { Flag, StopReason } from '../transport/flags';
import { currentContext } from './context';
import { Interrupted, type Execution } from './execution';

/** Keeps track of what runs, and stops it when the user asks. */
export class Interrupts {
  private running: Execution | undefined;
  /** Executions that were given up but whose code may still be on its way to a loop's next turn. */
  private readonly abandoned = new Set<Execution>();

  constructor(private readonly flags: Int32Array) {}

  /** The user asked at the time `at` (of now()) that the cell which then ran should stop. */
  interrupt(at = now()): void {
    Atomics.and(this.flags, Flag.Stop, ~StopReason.Anything);
    const execution = this.running;
    if (execution && execution.startedAt <= at && execution.interrupt()) this.abandon(execution);
  }

  /** SIGINT while no synchronous part of a cell runs. */
  signalled = (): void => {
    const ownSignal = Atomics.exchange(this.flags, Flag.OwnSignal, 0) === 1;
    if (!ownSignal) this.interrupt();
  };

  /** Serves a cell: from here to its end it is the one that the user can interrupt. */
  async run<T>(execution: Execution, work: () => Promise<T>): Promise<T> {
    this.running = execution;
    try {
      return await work();
    } finally {
      this.running = undefined;
    }
  }

  /** The result of a part of the running cell's work, or a rejection with Interrupted as soon as the cell is stopped. */
  interruptible = <T>(work: () => Promise<T>): Promise<T> => {
    const { execution } = currentContext();
    const whole = work();
    if (!execution) return whole;
    const settled = (): void => this.settle(execution);
    whole.then(settled, settled);
    return execution.race(whole);
  };

  /** For the synchronous part of a cell: a SIGINT stops it, library code included. */
  guarded = <T>(run: () => T): T => {
    Atomics.store(this.flags, Flag.Guarded, 1);
    try {
      return run();
    } catch (error) {
      if (propertyOf(error, 'code') !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error;
      Atomics.store(this.flags, Flag.OwnSignal, 0);
      throw new Interrupted();
    } finally {
      Atomics.store(this.flags, Flag.Guarded, 0);
    }
  };

  /** At each turn of a loop. A plain read: the compiler makes it almost free, and does not move it out of the loop. */
  alive = (): void => {
    if (this.flags[Flag.Stop] !== 0) this.check();
  };

  private check(): void {
    const { execution } = currentContext();
    if (this.flags[Flag.Stop]! & StopReason.Anything) {
      Atomics.and(this.flags, Flag.Stop, ~StopReason.Anything);
      execution?.stop();
      throw new Interrupted();
    }
    if (execution?.stopped) throw new Interrupted();
  }

  private abandon(execution: Execution): void {
    this.abandoned.add(execution);
    Atomics.or(this.flags, Flag.Stop, StopReason.Marked);
  }

  private settle(execution: Execution): void {
    this.abandoned.delete(execution);
    if (!this.abandoned.size) Atomics.and(this.flags, Flag.Stop, ~StopReason.Marked);
  }
}
