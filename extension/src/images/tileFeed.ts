import {
  type ChannelRange,
  IMAGE_TARGET,
  type ImageAnswer,
  type ImageFacts,
  type ImageQuestion,
  MAX_LOOKS,
  TILE_SIDE,
  type TilePlace,
} from '../../../src/protocol';
import type { FigureHost } from '../figure/host';
import { KeptChannel } from '../figure/keptChannel';
import { checkFacts, checkRange } from './checkFacts';
import { pageTiles, type Plane, type PlaneCache } from './planeCache';

/** Tiles that are asked for at once: enough to keep the kernel busy, few enough that others are soon dropped (ours). */
const AT_ONCE = 6;

/** What a feed tells. */
export interface FeedHandlers {
  /** The kernel has the image: tiles can be asked for. */
  facts(facts: ImageFacts): void;
  /** Planes came. */
  came(): void;
  /** The kernel could not read something. */
  problem(text: string): void;
  /** No kernel has the image: for good, or it is looked for again. */
  lost(looking: boolean): void;
}

/**
 * The planes of an image's tiles, asked from the kernel a few at a time: what is in view first, and what has left the view no more. Planes
 * that came are kept for the page.
 */
export class TileFeed {
  readonly #key: string;
  readonly #on: FeedHandlers;
  readonly #cache: PlaneCache;
  readonly #channel: KeptChannel;
  readonly #pending = new Map<number, { place: TilePlace; channels: number[] }>();
  readonly #ranges = new Map<number, (range: ChannelRange | undefined) => void>();
  readonly #failed = new Set<string>();
  #facts: ImageFacts | undefined;
  #wanted: { place: TilePlace; channels: number[] }[] = [];
  #last = 0;

  constructor(host: FigureHost, node: HTMLElement, key: string, on: FeedHandlers, cache: PlaneCache = pageTiles) {
    this.#key = key;
    this.#on = on;
    this.#cache = cache;
    this.#channel = new KeptChannel(
      host,
      node,
      IMAGE_TARGET,
      { key },
      {
        message: (data, buffers) => this.#hear(data as ImageAnswer, buffers),
        lost: (looking) => this.#lose(looking),
      },
    );
  }

  /** What is known of the image while the kernel has it. */
  get facts(): ImageFacts | undefined {
    return this.#facts;
  }

  /** Whether tiles are under way. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** The planes of a tile for all of the channels, where they are there. */
  planes(place: TilePlace, channels: readonly number[]): Plane[] | undefined {
    if (!channels.every((channel) => this.#cache.has(this.#keyOf(place, channel)))) return undefined;
    return channels.map((channel) => this.#cache.get(this.#keyOf(place, channel))!);
  }

  /** Asks for tiles, in this order, in place of those that were asked for before. */
  want(tiles: readonly TilePlace[], channels: readonly number[]): void {
    if (!this.#facts) return;
    const all = tiles.map((place) => ({ place, channels: channels.filter((channel) => this.#lacks(place, channel)) }));
    this.#wanted = all.filter((each) => each.channels.length > 0).slice(0, 4096);
    const named = new Set(this.#wanted.map(({ place }) => placeName(place)));
    const ids = [...this.#pending].flatMap(([id, { place }]) => (named.has(placeName(place)) ? [] : [id]));
    for (const id of ids) this.#pending.delete(id);
    if (ids.length > 0) this.#send({ ask: 'drop', ids });
    this.#fill();
  }

  /** The range of a channel; undefined when the kernel does not say it. */
  range(channel: number): Promise<ChannelRange | undefined> {
    if (!this.#facts) return Promise.resolve(undefined);
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#ranges.set(id, resolve);
      this.#send({ id, ask: 'range', channel });
    });
  }

  dispose(): void {
    this.#forget();
    this.#channel.close();
  }

  #fill(): void {
    while (this.#pending.size < AT_ONCE) {
      const next = this.#wanted.shift();
      if (!next) return;
      const under = [...this.#pending.values()].filter(({ place }) => placeName(place) === placeName(next.place));
      const asked = new Set(under.flatMap(({ channels }) => channels));
      const channels = next.channels.filter((c) => this.#lacks(next.place, c) && !asked.has(c)).slice(0, MAX_LOOKS);
      if (channels.length === 0) continue;
      const id = ++this.#last;
      this.#pending.set(id, { place: next.place, channels });
      this.#send({ id, ask: 'tile', ...next.place, channels });
    }
  }

  #hear(answer: ImageAnswer, buffers: Uint8Array[]): void {
    if (typeof answer !== 'object' || answer === null) return;
    if ('facts' in answer) {
      const facts = checkFacts(answer.facts);
      if (!facts) return this.#on.problem('The kernel says no sound size of the image.');
      this.#facts = facts;
      this.#failed.clear();
      return this.#on.facts(facts);
    }
    const { id } = answer;
    const range = this.#ranges.get(id);
    if (range) {
      this.#ranges.delete(id);
      return range('range' in answer ? checkRange(answer.range) : undefined);
    }
    const asked = this.#pending.get(id);
    if (!asked) return;
    this.#pending.delete(id);
    const problem = 'problem' in answer ? String(answer.problem) : this.#keep(asked, buffers[0]);
    if (problem !== undefined) {
      for (const channel of asked.channels) this.#failed.add(this.#keyOf(asked.place, channel));
      this.#on.problem(problem.slice(0, 1000));
    }
    this.#fill();
    this.#on.came();
  }

  /** Keeps what came, when it is as large as a tile there must be. @returns what is wrong with it */
  #keep(asked: { place: TilePlace; channels: number[] }, bytes: Uint8Array | undefined): string | undefined {
    const { width, height, type } = this.#facts!;
    const { scale, column, row } = asked.place;
    const side = scale * TILE_SIDE;
    const columns = Math.ceil(Math.min(side, width - column * side) / scale);
    const rows = Math.ceil(Math.min(side, height - row * side) / scale);
    const Type = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array }[type];
    const plane = columns * rows;
    if (bytes?.byteLength !== plane * asked.channels.length * Type.BYTES_PER_ELEMENT) return 'A tile has another size than it must have.'; // prettier-ignore
    // A copy: values must lie at a multiple of their size, and a plane must not keep the others alive.
    const own = bytes.slice().buffer;
    asked.channels.forEach((channel, c) => {
      const values = new Type(own, c * plane * Type.BYTES_PER_ELEMENT, plane).slice();
      this.#cache.set(this.#keyOf(asked.place, channel), { width: columns, height: rows, values });
    });
    return undefined;
  }

  #lacks(place: TilePlace, channel: number): boolean {
    const key = this.#keyOf(place, channel);
    return !this.#cache.has(key) && !this.#failed.has(key);
  }

  #lose(looking: boolean): void {
    this.#forget();
    this.#on.lost(looking);
  }

  #forget(): void {
    this.#facts = undefined;
    this.#pending.clear();
    this.#wanted = [];
    for (const resolve of this.#ranges.values()) resolve(undefined);
    this.#ranges.clear();
  }

  #send(question: ImageQuestion): void {
    this.#channel.send(question);
  }

  #keyOf(place: TilePlace, channel: number): string {
    return `${this.#key}/${placeName(place)}/${channel}`;
  }
}

export function placeName({ scale, column, row }: TilePlace): string {
  return `${scale}/${column}/${row}`;
}
