import {
  MAX_TILES_ASKED,
  TRANSCRIPT_TARGET,
  type TranscriptAnswer,
  type TranscriptFacts,
  type TranscriptPlace,
  type TranscriptQuestion,
} from '../../../src/protocol';
import type { FigureHost } from '../figure/host';
import { KeptChannel } from '../figure/keptChannel';
import { PlaneCache } from '../images/planeCache';
import { checkDotFacts } from './checkDotFacts';

/** Questions under way at once: enough to keep the kernel busy, few enough that others are soon dropped (ours). */
const AT_ONCE = 3;
/** Bytes of dots that a page keeps, of all its figures together (ours). */
const MOST_BYTES = 96 * 2 ** 20;

/** Dots of a tile. */
export interface Dots {
  /** [n, 2] from the origin on */
  values: Float32Array;
  /** How many the tile has: more than were sent where very many lie at one place. */
  of: number;
}

/** Tiles of a gene. */
export interface GeneTiles {
  gene: string;
  tiles: readonly TranscriptPlace[];
}

/** What a feed tells. */
export interface DotHandlers {
  /** The kernel has the transcripts. */
  facts(facts: TranscriptFacts): void;
  came(): void;
  problem(text: string): void;
  /** No kernel has them: for good, or it is looked for again. */
  lost(looking: boolean): void;
}

const pageDots = new PlaneCache<Dots>(MOST_BYTES);

/** The dots of genes tile by tile, asked from the kernel: what is in view first, and what has left the view no more. */
export class DotFeed {
  readonly #key: string;
  readonly #on: DotHandlers;
  readonly #cache: PlaneCache<Dots>;
  readonly #channel: KeptChannel;
  readonly #pending = new Map<number, GeneTiles>();
  readonly #failed = new Set<string>();
  #facts: TranscriptFacts | undefined;
  #wanted: GeneTiles[] = [];
  #last = 0;

  constructor(host: FigureHost, node: HTMLElement, key: string, on: DotHandlers, cache: PlaneCache<Dots> = pageDots) {
    this.#key = key;
    this.#on = on;
    this.#cache = cache;
    this.#channel = new KeptChannel(host, node, TRANSCRIPT_TARGET, { key }, {
      message: (data, buffers) => this.#hear(data as TranscriptAnswer, buffers),
      lost: (looking) => {
        this.#facts = undefined;
        this.#pending.clear();
        this.#wanted = [];
        on.lost(looking);
      },
    }); // prettier-ignore
  }

  /** What there is to choose from while the kernel has it. */
  get facts(): TranscriptFacts | undefined {
    return this.#facts;
  }

  dots(gene: string, tile: TranscriptPlace): Dots | undefined {
    return this.#cache.get(this.#keyOf(gene, tile));
  }

  /** Asks for tiles, in this order, in place of those that were asked for before. */
  want(all: readonly GeneTiles[]): void {
    if (!this.#facts) return;
    const wanted = new Set(all.flatMap(({ gene, tiles }) => tiles.map((tile) => this.#keyOf(gene, tile))));
    const ids = [...this.#pending].flatMap(([id, { gene, tiles }]) => (tiles.some((tile) => wanted.has(this.#keyOf(gene, tile))) ? [] : [id])); // prettier-ignore
    for (const id of ids) this.#pending.delete(id);
    if (ids.length) this.#send({ ask: 'drop', ids });
    const asked = new Set([...this.#pending.values()].flatMap(({ gene, tiles }) => tiles.map((tile) => this.#keyOf(gene, tile)))); // prettier-ignore
    this.#wanted = all.flatMap(({ gene, tiles }) => {
      const lacking = tiles.filter((tile) => {
        const key = this.#keyOf(gene, tile);
        return !this.#cache.has(key) && !this.#failed.has(key) && !asked.has(key);
      });
      const parts = Math.ceil(lacking.length / MAX_TILES_ASKED);
      return Array.from({ length: parts }, (_, p) => ({ gene, tiles: lacking.slice(p * MAX_TILES_ASKED, (p + 1) * MAX_TILES_ASKED) })); // prettier-ignore
    });
    this.#fill();
  }

  dispose(): void {
    this.#channel.close();
  }

  #fill(): void {
    while (this.#pending.size < AT_ONCE) {
      const next = this.#wanted.shift();
      if (!next) return;
      const id = ++this.#last;
      this.#pending.set(id, next);
      this.#send({ id, ask: 'tiles', gene: next.gene, tiles: [...next.tiles] });
    }
  }

  #hear(answer: TranscriptAnswer, buffers: Uint8Array[]): void {
    if (typeof answer !== 'object' || answer === null) return;
    if ('facts' in answer) {
      const facts = checkDotFacts(answer.facts);
      if (!facts) return this.#on.problem('The kernel says no sound list of genes.');
      this.#facts = facts;
      this.#failed.clear();
      return this.#on.facts(facts);
    }
    const asked = this.#pending.get(answer.id);
    if (!asked) return;
    this.#pending.delete(answer.id);
    const problem = 'problem' in answer ? String(answer.problem) : this.#keep(asked, answer, buffers[0]);
    if (problem !== undefined) {
      for (const tile of asked.tiles) this.#failed.add(this.#keyOf(asked.gene, tile));
      this.#on.problem(problem.slice(0, 1000));
    }
    this.#fill();
    this.#on.came();
  }

  /** Keeps what came, when it is as much as was said. @returns what is wrong with it */
  #keep(
    { gene, tiles }: GeneTiles,
    { dots, of }: { dots: unknown; of: unknown },
    bytes: Uint8Array | undefined,
  ): string | undefined {
    // prettier-ignore
    const counts = (list: unknown): list is number[] => Array.isArray(list) && list.length === tiles.length && list.every((n) => Number.isSafeInteger(n) && (n as number) >= 0); // prettier-ignore
    const wrong = 'Tiles of transcripts came with other sizes than they must have.';
    if (!counts(dots) || !counts(of)) return wrong;
    if (bytes?.byteLength !== 8 * dots.reduce((sum, n) => sum + n, 0)) return wrong;
    // A copy: values must lie at a multiple of their size.
    const own = bytes.slice().buffer;
    let at = 0;
    tiles.forEach((tile, t) => {
      this.#cache.set(this.#keyOf(gene, tile), { values: new Float32Array(own, at, 2 * dots[t]!).slice(), of: of[t]! });
      at += 8 * dots[t]!;
    });
    return undefined;
  }

  #send(question: TranscriptQuestion): void {
    this.#channel.send(question);
  }

  #keyOf(gene: string, { level, column, row }: TranscriptPlace): string {
    return `${this.#key}/${level}/${column}/${row}/${gene}`;
  }
}
