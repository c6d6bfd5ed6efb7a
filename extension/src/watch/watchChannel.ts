import {
  checkFrame,
  checkScale,
  frameFields,
  packBits,
  runFields,
  toNumbers,
  ViewError,
  WATCH_TARGET,
  type WatchColor,
  type WatchCommand,
  type WatchedRun,
} from '../../../src/protocol';
import type { FigureHost } from '../figure/host';
import { KeptChannel } from '../figure/keptChannel';
import type { KeptFrame } from './keptFrames';

/** What is known of a watched run beside its frames. */
export type RunFacts = Omit<WatchedRun, 'frames'>;

export interface WatchHandlers {
  run(run: RunFacts): void;
  frame(color: WatchColor, frame: KeptFrame): void;
  /** The kernel does not do what was asked, in its words. */
  refused(why: string): void;
  /** No kernel knows the run: for good, or it is looked for again. */
  lost(looking: boolean): void;
}

/** Follows a training over a channel to its kernel. What comes is looked at before it is believed. */
export class WatchChannel {
  readonly #channel: KeptChannel;
  readonly #on: WatchHandlers;
  readonly #cells: number;
  #run: RunFacts | undefined;

  /** @param cells how many cells a frame has */
  constructor(host: FigureHost, node: HTMLElement, { id, cells }: { id: string; cells: number }, on: WatchHandlers) {
    this.#on = on;
    this.#cells = cells;
    this.#channel = new KeptChannel(
      host,
      node,
      WATCH_TARGET,
      { id },
      { message: (data, buffers) => this.#hear(data, buffers), lost: (looking) => on.lost(looking) },
    );
  }

  /** @param mask [nCells], 1 for the cells that are meant */
  ask(command: WatchCommand, mask?: Uint8Array): void {
    this.#channel.send(command, mask ? [packBits(mask)] : []);
  }

  close(): void {
    this.#channel.close();
  }

  #hear(data: unknown, buffers: Uint8Array[]): void {
    try {
      const said = (data ?? {}) as { run?: unknown; frame?: unknown; refused?: unknown };
      if (said.run !== undefined) this.#hearRun(said.run);
      else if (said.frame !== undefined) this.#hearFrame(said.frame, buffers[0]);
      else if (typeof said.refused === 'string') this.#on.refused(said.refused);
    } catch (error) {
      if (!(error instanceof ViewError)) throw error;
      this.#on.refused(error.message);
    }
  }

  #hearRun(said: unknown): void {
    runFields(said, 'run');
    const run = said as RunFacts;
    if (run.scale) checkScale(run.scale, 'run.scale');
    this.#on.run((this.#run = run));
  }

  #hearFrame(said: unknown, buffer: Uint8Array | undefined): void {
    frameFields(said, 'frame');
    const { color, step, epoch, dtype } = said as {
      color: WatchColor;
      step: number;
      epoch: number;
      dtype: 'uint8' | 'uint16';
    };
    const scale = this.#run?.color === color ? this.#run.scale : undefined;
    if (!buffer || !scale) throw new ViewError('frame', 'has no codes, or no scale for them');
    const codes = toNumbers(dtype, buffer);
    if (codes.length !== this.#cells) {
      throw new ViewError('frame', `has ${codes.length} codes for ${this.#cells} cells`);
    }
    checkFrame(codes, scale, 'frame');
    this.#on.frame(color, { step, epoch, codes });
  }
}
