import { FRAME_BYTES, thinFrames, WATCH_COLORS, type WatchColor, type WatchScale } from '../../../protocol';
import { Random } from '../../../random';
import { marked } from '../cells';
import { FrameCodes } from './frameCodes';
import type { Look } from './look';
import type { WatchedTraining } from './watchedTraining';
import { WatchPace } from './watchPace';

/** How the cells looked to the model at one moment. */
export interface Frame {
  /** Steps that were done. */
  readonly step: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** [nObs]; the type's largest number is a cell that is not shown. */
  readonly codes: Uint8Array | Uint16Array;
}

/** Frames in one color. */
interface Series {
  readonly codes: FrameCodes;
  frames: readonly Frame[];
  seen: number;
}

/** Takes the frames of a watched training, as often as their cost allows. Nothing here draws from the training's random numbers. */
export class FrameTaker {
  #failed: string | undefined;
  #color: WatchColor;
  readonly #series = new Map<WatchColor, Series>();
  /** All cells that can be shown, so that any number of the first lie all over the tissue. */
  readonly #order: Int32Array;
  readonly #pace: WatchPace;
  readonly #look: Look;
  readonly #of: WatchedTraining;

  /** @param whole the look is at all cells whenever it is at some */
  constructor(of: WatchedTraining, look: Look, color: WatchColor, every: number, whole: boolean) {
    const { nObs } = of.cells;
    const held = marked(nObs, of.heldOut);
    const shown = (of.part ?? Int32Array.from(held.keys())).filter((cell) => !held[cell]);
    this.#of = of;
    this.#look = look;
    this.#color = color;
    this.#order = new Random(of.seed).fork('watched cells').shuffle(shown);
    this.#pace = new WatchPace(every, shown.length, whole);
  }

  /** What frames are colored by from now on; those in other colors are kept, and the next one is due at once. */
  set color(color: WatchColor) {
    if (color === this.#color) return;
    this.#color = color;
    this.#pace.hurry();
  }

  get color(): WatchColor {
    return this.#color;
  }

  /** Of the present color, in the order of their steps; of many, those that lie apart. */
  get frames(): readonly Frame[] {
    return this.#now.frames;
  }

  /** Frames that there were in the present color. */
  get seen(): number {
    return this.#now.seen;
  }

  get scale(): WatchScale | undefined {
    return this.#now.codes.scale;
  }

  get #now(): Series {
    const known = this.#series.get(this.#color);
    if (known) return known;
    const codes = new FrameCodes(this.#color, this.#of.cells.nObs, this.#of.seed);
    const made: Series = { codes, frames: [], seen: 0 };
    this.#series.set(this.#color, made);
    return made;
  }

  /** Seconds that frames have taken so far, with what `told` took. */
  get seconds(): number {
    return this.#pace.spent;
  }

  get due(): boolean {
    return this.#failed === undefined && this.#pace.due;
  }

  /**
   * A frame of this moment; one that fails is said, and the training goes on.
   * @param told what else is done about the frame, on the same account
   */
  async take(step: number, epoch: number, told: () => void): Promise<void> {
    const series = this.#now;
    if (this.#failed !== undefined || series.frames.at(-1)?.step === step) return;
    const begin = this.#pace.now();
    try {
      const cells = this.#order.slice(0, this.#pace.cells).sort();
      const codes = await series.codes.take(this.#look, cells);
      series.seen++;
      // All colors together keep within the room.
      const room = FRAME_BYTES / WATCH_COLORS.length;
      series.frames = thinFrames([...series.frames, { step, epoch, codes }], codes.byteLength, { room });
    } catch (error) {
      this.#failed = error instanceof Error ? error.message : String(error);
    }
    told();
    this.#pace.took(begin);
  }

  /** What a reader of the figure has to know. */
  get notes(): string[] {
    const [shown, all] = [Math.min(this.#pace.cells, this.#order.length), this.#of.cells.nObs];
    const held = this.#of.heldOut.length;
    const readable = (count: number): string => count.toLocaleString('en');
    return [
      ...(this.#failed === undefined ? [] : [`No more frames: ${this.#failed}`]),
      ...(held > 0 ? [`${readable(held)} cells that were held out from the start are not shown.`] : []),
      ...(shown < all - held
        ? [`${readable(shown)} of ${readable(all)} cells are asked about, so that looking does not slow the training.`]
        : []),
    ];
  }
}
