import { exactMath } from './exactMath';
import { TissuebookError } from './errors';
import { seed as seedCheck, show } from './options';

/** Everything that a generator needs to go on where it stopped. */
export interface RandomState {
  seed: number;
  words: [number, number, number, number];
}

/**
 * The library's random numbers: xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c),
 * its state filled by splitmix32 from a 32-bit seed. The same seed gives the same numbers on every machine. Not for
 * secrets.
 */
export class Random {
  readonly seed: number;
  readonly #words = new Uint32Array(4);

  /** @param seed a whole number from 0 to 2^32 - 1; @throws TissuebookError kind 'invalid-argument' */
  constructor(seed: number) {
    const wrong = seedCheck(seed);
    if (wrong) {
      throw new TissuebookError('invalid-argument', `seed must be ${wrong}, found ${show(seed)}.`, {
        argument: 'seed',
        found: seed,
      });
    }
    this.seed = seed;
    let at = seed;
    for (let i = 0; i < 4; i++) {
      at = (at + 0x9e3779b9) | 0;
      this.#words[i] = splitmix32(at);
    }
  }

  /** A generator of its own for one purpose. It depends on the seed and the label only, not on what was drawn before. */
  fork(label: string): Random {
    return new Random(splitmix32(this.seed ^ fnv1a(label)));
  }

  /** The next 32 random bits, 0 to 2^32 - 1. */
  next(): number {
    const s = this.#words;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** A number from [low, high), with 32 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.next() / 2 ** 32);
  }

  /** A normal number (Box and Muller 1958; the sine half is dropped, so that the state is only the four words). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * exactMath.log((this.next() + 1) / 2 ** 32));
    return mean + deviation * radius * exactMath.cos(2 * Math.PI * this.uniform());
  }

  /** A whole number from [low, high), each equally likely (Lemire 2019's rejection on the upper bits). */
  integer(low: number, high: number): number {
    const range = high - low;
    if (!Number.isInteger(low) || !Number.isInteger(high) || range < 1 || range > 2 ** 32) {
      throw new TissuebookError(
        'invalid-argument',
        `integer(low, high) needs whole numbers, low < high, at most 2^32 apart.`,
        {
          argument: 'high',
          found: `${low}, ${high}`,
        },
      );
    }
    const limit = 2 ** 32 - (2 ** 32 % range);
    let draw = this.next();
    while (draw >= limit) draw = this.next();
    return low + (draw % range);
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(0, i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** The numbers 0 to size - 1 in random order. */
  permutation(size: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: size }, (_, i) => i));
  }

  /** `count` different numbers of 0 to size - 1, in random order. */
  choice(size: number, count: number): Uint32Array {
    if (!Number.isInteger(count) || count < 0 || count > size) {
      throw new TissuebookError(
        'invalid-argument',
        `choice(${size}, count): count must be a whole number from 0 to ${size}.`,
        {
          argument: 'count',
          found: count,
        },
      );
    }
    const pool = Uint32Array.from({ length: size }, (_, i) => i);
    for (let i = 0; i < count; i++) {
      const j = this.integer(i, size);
      [pool[i], pool[j]] = [pool[j], pool[i]];
    }
    return pool.slice(0, count);
  }

  /** Float32 numbers from [low, high), 24 random bits each, so that high itself is never reached by rounding. */
  fillUniform(size: number, low = 0, high = 1): Float32Array {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = low + (high - low) * ((this.next() >>> 8) / 2 ** 24);
    return values;
  }

  /** Float32 normal numbers, by both halves of Box and Muller. */
  fillNormal(size: number, mean = 0, deviation = 1): Float32Array {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i += 2) {
      const radius = deviation * Math.sqrt(-2 * exactMath.log((this.next() + 1) / 2 ** 32));
      const angle = 2 * Math.PI * this.uniform();
      values[i] = mean + radius * exactMath.cos(angle);
      if (i + 1 < size) values[i + 1] = mean + radius * exactMath.sin(angle);
    }
    return values;
  }

  /** Zeros and ones, one with the given probability. */
  fillMask(size: number, probability: number): Float32Array {
    const threshold = probability * 2 ** 32;
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = this.next() < threshold ? 1 : 0;
    return values;
  }

  /** Where the generator stands, for a checkpoint. */
  get state(): RandomState {
    return { seed: this.seed, words: [...this.#words] as RandomState['words'] };
  }

  /** A generator that goes on from a state. @throws TissuebookError kind 'invalid-argument' */
  static fromState(state: RandomState): Random {
    const random = new Random(state.seed);
    if (!Array.isArray(state.words) || state.words.length !== 4 || state.words.some((word) => seedCheck(word))) {
      throw new TissuebookError('invalid-argument', 'The state of a random generator is four words of 32 bits.', {
        argument: 'state',
        found: show(state.words),
      });
    }
    random.#words.set(state.words);
    return random;
  }
}

/** A bijection of 32-bit words that mixes all bits (Steele, Lea and Flood 2014; mixing constants of Wellons' triple32). */
function splitmix32(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

/** The 32-bit FNV-1a hash of a text's UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
