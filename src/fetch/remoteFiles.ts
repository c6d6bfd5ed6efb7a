import { setMaxListeners } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '../cacheFolder';
import { TissuebookError } from '../errors';
import { anything, integer, listOf, number, text } from '../options';
import { type AnswerPart, readAnswer } from './answer';
import { endedWrong, mayPass } from './download';
import { explainFailure } from './explainFailure';
import { KeptParts } from './keptParts';
import { type Fetching, whileObserved } from './observeFetches';
import { shownSize } from './progress';
import { request } from './request';
import { shownAddress } from './source';

export interface RemoteOptions {
  /** Hosts beside the one in the address to which its server may send on. None. */
  redirects?: readonly string[];
  /** Seconds without a byte after which a connection is given up. 60 (our choice). */
  timeout?: number;
  /** Bytes that may be fetched in all. 16 GiB (our choice). */
  maxDownloadBytes?: number;
  /** The folder where parts that were fetched are kept. TISSUEBOOK_CACHE, or the user's cache folder. */
  cache?: string;
  /** Bytes of parts that are kept there, of all addresses together; those used longest ago go first. 1 GiB (our choice); 0 keeps nothing. */
  cacheBytes?: number;
  /** Stops reading. */
  signal?: AbortSignal;
  /** Told what is going on, in sentences. */
  progress?: (message: string) => void;
}

export const remoteChecks = {
  redirects: listOf(text),
  timeout: number(0.001),
  maxDownloadBytes: integer(1),
  cache: text,
  cacheBytes: integer(0),
  signal: anything,
  progress: anything,
};

/** Some of the bytes of a file: from a place on, or the last ones. */
export type RemoteRange = { offset: number; length: number } | { suffixLength: number };

/** Bytes of a file at an address. */
export interface RemotePart {
  bytes: Uint8Array;
  /** Where they begin. */
  from: number;
  /** Bytes of the whole file, where it is said. */
  total: number | undefined;
  /** What tells whether the file is still the same: a strong ETag, else its date. */
  validator: string | undefined;
}

const MOST_BYTES = 16 * 2 ** 30;
const KEPT_BYTES = 2 ** 30;
/** Attempts at one part, and milliseconds before the second; twice as long before each further one (ours). */
const ATTEMPTS = 5;
const PAUSE = 250;
/** Longest wait, in seconds, that a busy server may ask for (ours). */
const MOST_WAIT = 30;
/** Shortest time between two sentences, in milliseconds. */
const INTERVAL = 250;
const CONNECTIONS = 8;

/**
 * Files below an address that somebody named, asked for one by one and in parts. No host but the named one is asked, no user name or password is sent, and all that is fetched counts
 * towards one limit. Busy servers and broken connections are asked again.
 */
export class RemoteFiles {
  readonly base: URL;
  readonly #options: RemoteOptions;
  readonly #hashed: boolean;
  readonly #kept: KeptParts | undefined;
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: CONNECTIONS }),
  };

  /** Stops what is fetched when nobody observes. */
  readonly #always: AbortSignal;
  #signal: AbortSignal;
  #fetching: Fetching | undefined;
  #bytes = 0;
  #requests = 0;
  #told = -Infinity;

  /** @param hashed whether it is known what the files must be, so that plain http may be used */
  constructor(base: URL, options: RemoteOptions, hashed: boolean) {
    this.base = base;
    this.#options = options;
    this.#hashed = hashed;
    this.#always = followed(options.signal).signal;
    this.#signal = this.#always;
    const { cacheBytes = KEPT_BYTES } = options;
    this.#kept = cacheBytes > 0 ? new KeptParts(cacheFolder(options.cache), cacheBytes) : undefined;
  }

  /** The last part of the address. */
  get name(): string {
    const last = this.base.pathname.split('/').filter((part) => part !== '').at(-1) ?? this.base.host; // prettier-ignore
    return decodeURI(last);
  }

  /** The address, without a query. */
  get shown(): string {
    return shownAddress(this.base).replace(/\/$/, '');
  }

  /** Bytes that were fetched so far. */
  get fetched(): number {
    return this.#bytes;
  }

  /** Runs what fetches so that observers are told, and can stop it. */
  async observed<T>(use: () => Promise<T>): Promise<T> {
    return whileObserved(this.#options, async (fetching) => {
      const stop = followed(fetching.signal);
      this.#fetching = fetching;
      this.#signal = stop.signal;
      try {
        return await use();
      } catch (error) {
        // What else is on its way is not waited for.
        stop.abort();
        throw error;
      } finally {
        this.#fetching = undefined;
        this.#signal = this.#always;
      }
    });
  }

  /**
   * A file, or a part of it; undefined where the server has none.
   *
   * @param key below the address: '/X/data/0'; empty for the address itself
   * @param afford takes memory for bytes before they are fetched, or throws
   * @throws TissuebookError 'download-failed', 'too-large', 'corrupt' (a part outside of the file), 'aborted'
   */
  async get(key: string, afford: (bytes: number) => void, range?: RemoteRange): Promise<RemotePart | undefined> {
    const url = this.#addressOf(key);
    const signal = this.#signal;
    const id = `${url.href} ${JSON.stringify(range ?? 'whole')}`;
    const kept = await this.#kept?.find(id);
    for (let attempt = 0; ; attempt++) {
      let wait = PAUSE * 2 ** attempt;
      try {
        if (signal.aborted) throw new Error('stopped');
        const headers = { ...headersOf(range), ...(kept && { 'If-None-Match': kept.tag }) };
        const answer = await request(url, {
          headers,
          signal,
          timeout: 1000 * (this.#options.timeout ?? 60),
          redirects: this.#options.redirects ?? [],
          hashed: this.#hashed,
          agents: this.#agents,
        });
        try {
          wait = Math.max(wait, waitOf(answer));
          this.#requests++;
          if (answer.statusCode === 404 || answer.statusCode === 410) return undefined;
          if (answer.statusCode === 304 && kept) {
            const part = await kept.read(afford);
            if (part) return { ...part, validator: kept.tag };
            return await this.get(key, afford, range);
          }
          const part = await this.#receive(url, answer, range, afford);
          if (part.validator?.startsWith('"')) await this.#kept?.keep(id, part.validator, part);
          return part;
        } finally {
          answer.destroy();
        }
      } catch (error) {
        const again = !signal.aborted && mayPass(error) && attempt + 1 < ATTEMPTS;
        if (!again) throw explainFailure(error, { name: this.name, url }, cacheFolder(this.#options.cache), signal);
        this.#tell(`${url.host}: ${(error as Error).message}; asking again in ${(wait / 1000).toFixed(1)} s.`, true);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Names are encoded, so that none leads elsewhere; a query, as signed addresses have, stays. */
  #addressOf(key: string): URL {
    const url = new URL(this.base);
    const path = key.split('/').map((part) => encodeURIComponent(part)).join('/'); // prettier-ignore
    url.pathname = url.pathname.replace(/\/$/, '') + path;
    return url;
  }

  async #receive(
    url: URL,
    answer: IncomingMessage,
    range: RemoteRange | undefined,
    afford: (bytes: number) => void,
  ): Promise<RemotePart> {
    const found = readAnswer(url, answer);
    const { from, length } = expected(url, found, range);
    const said = Number(answer.headers['content-length'] ?? length);
    if (length !== undefined && said !== length) throw lying(url, `announces ${said} bytes of ${length}`);
    this.#afford(length ?? 0, afford);
    const parts: Uint8Array[] = [];
    let size = 0;
    if (answer.errored) throw answer.errored;
    for await (const bytes of answer as AsyncIterable<Uint8Array>) {
      size += bytes.length;
      if (length !== undefined && size > length) throw lying(url, `sends more than the ${length} bytes it announced`);
      // Where nothing tells how long a file is, each part of it is held against the limits as it comes.
      if (length === undefined) this.#afford(size, afford);
      parts.push(bytes);
      this.#tell(`${this.name} from ${url.host}: ${shownSize(this.#bytes + size)} in ${this.#requests} requests.`);
    }
    this.#bytes += size;
    if (!answer.complete || size < (length ?? 0)) throw endedWrong(url, length);
    return { bytes: Buffer.concat(parts), from, total: found.total, validator: found.validator };
  }

  #afford(bytes: number, afford: (bytes: number) => void): void {
    const { maxDownloadBytes = MOST_BYTES } = this.#options;
    if (this.#bytes + bytes > maxDownloadBytes) {
      throw new TissuebookError('too-large', `More than ${maxDownloadBytes} bytes of ${this.shown} would be fetched.`, {
        argument: 'maxDownloadBytes',
        found: this.#bytes + bytes,
        advice: 'Raise maxDownloadBytes, or read less of it.',
      });
    }
    afford(bytes);
  }

  #tell(message: string, always = false): void {
    const now = performance.now();
    if (!always && now - this.#told < INTERVAL) return;
    this.#told = now;
    if (this.#fetching) this.#fetching.tell(message);
    else this.#options.progress?.(message);
  }
}

/** Aborts when another does. Many requests listen to it at a time. */
function followed(signal: AbortSignal | undefined): AbortController {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  if (signal?.aborted) own.abort();
  signal?.addEventListener('abort', () => own.abort(), { once: true });
  return own;
}

function headersOf(range: RemoteRange | undefined): Record<string, string> {
  const plain = { 'Accept-Encoding': 'identity', 'User-Agent': 'tissuebook' };
  if (!range) return plain;
  if ('suffixLength' in range) return { ...plain, Range: `bytes=-${range.suffixLength}` };
  return { ...plain, Range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
}

/** Where the bytes of an answer begin and how many they are; undefined where that is not said. */
function expected(
  url: URL,
  found: AnswerPart,
  range: RemoteRange | undefined,
): { from: number; length: number | undefined } {
  // prettier-ignore
  const { kind, from, total } = found;
  if (kind === 'nothing left') {
    throw new TissuebookError('corrupt', `A part of ${shownAddress(url)} lies outside of its ${total ?? 'unknown'} bytes.`, {
      argument: 'source',
      found: total,
    }); // prettier-ignore
  }
  if (!range) {
    if (kind === 'part') throw lying(url, 'sends a part where all was asked for');
    return { from: 0, length: total };
  }
  const suffix = 'suffixLength' in range;
  const length = suffix ? Math.min(range.suffixLength, total ?? range.suffixLength) : range.length;
  const begins = suffix ? (total ?? NaN) - length : range.offset;
  // A server without parts sends all: that is as good where all was asked for.
  if (kind === 'whole' && total === length && begins === 0) return { from: 0, length };
  if (kind === 'whole') {
    throw new TissuebookError('download-failed', `${url.host} gives no parts of files, and ${shownAddress(url)} is read in parts.`, {
      argument: 'source',
      found: url.host,
      advice: 'Fetch the file first: const { path } = await fetchFile(address), and read that.',
    }); // prettier-ignore
  }
  if (from !== begins) throw lying(url, `sends bytes from ${from} on, where those from ${begins} on were asked for`);
  return { from, length };
}

function lying(url: URL, what: string): TissuebookError {
  return new TissuebookError('download-failed', `${url.host} ${what}: ${shownAddress(url)}.`, {
    argument: 'source',
    found: url.host,
    advice: 'The server, or a proxy on the way, does not keep to HTTP: fetch the files otherwise.',
  });
}

/** Milliseconds that a busy server asks to wait (Retry-After in seconds), within reason. */
function waitOf({ headers }: IncomingMessage): number {
  const seconds = Number(headers['retry-after'] ?? 0);
  return Number.isFinite(seconds) ? 1000 * Math.min(Math.max(0, seconds), MOST_WAIT) : 0;
}
