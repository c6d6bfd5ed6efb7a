import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TissuebookError } from '../errors';
import { readAnswer } from './answer';
import type { PartialFile } from './partialFile';
import { request, type RequestOptions } from './request';
import { shownAddress } from './source';

export interface DownloadOptions extends Omit<RequestOptions, 'headers'> {
  maxBytes: number;
  /** Told how long the file is, where the server says it, before its bytes are written. */
  begun(total: number): Promise<void>;
  /** Told after each part that has arrived. */
  received(bytes: number, total: number | undefined): void;
  /** Told of what did not go as it should and was dealt with. */
  notice(sentence: string): void;
}

/** What the server says of a file beside its bytes. */
export interface DownloadFacts {
  /** The address of its license, by a Link header (RFC 8288). */
  license?: string | undefined;
}

/** Times that a connection may break without a byte in between, and in all (ours). */
const FRUITLESS = 4;
const ATTEMPTS = 40;
/** Milliseconds before the second attempt; twice as long before each further one (ours). */
const PAUSE = 250;

/**
 * Brings a partial file up to its whole length. Where the connection breaks it is made again, and goes on from the byte that is
 * there, if the file at the address is still the same (If-Range, RFC 9110); else it starts anew.
 *
 * @throws TissuebookError 'download-failed', 'too-large'; and what Node throws for disk and network
 */
export async function download(url: URL, partial: PartialFile, options: DownloadOptions): Promise<DownloadFacts> {
  let fruitless = 0;
  for (let attempt = 0; ; attempt++) {
    const before = partial.size;
    try {
      const answer = await request(url, { ...options, headers: headersFor(partial, options.hashed) });
      try {
        if (await receive(url, answer, partial, options)) return { license: licenseOf(answer) };
      } finally {
        answer.destroy();
      }
    } catch (error) {
      if (options.signal.aborted || !mayPass(error)) throw error;
      if (attempt + 1 >= ATTEMPTS || (partial.size <= before && fruitless + 1 >= FRUITLESS)) throw error;
      options.notice(`The connection to ${url.host} broke after ${partial.size} bytes; it was made again.`);
    }
    fruitless = partial.size > before ? 0 : fruitless + 1;
    if (fruitless >= FRUITLESS) {
      throw new TissuebookError('download-failed', `${url.host} contradicts itself about ${shownAddress(url)}.`);
    }
    await sleep(PAUSE * 2 ** fruitless, undefined, { signal: options.signal });
  }
}

/** Asks for what is missing, where something tells that the file is the same: its validator, or the hash in the end. */
function headersFor(partial: PartialFile, hashed: boolean): Record<string, string> {
  // Bytes as they are stored: a packed answer has another length.
  const plain = { 'Accept-Encoding': 'identity', 'User-Agent': 'tissuebook' };
  const { validator } = partial.state;
  if (partial.size === 0 || !(validator || hashed)) return plain;
  return { ...plain, Range: `bytes=${partial.size}-`, ...(validator && { 'If-Range': validator }) };
}

/** Reads one answer. @returns whether the file is whole; false asks again */
async function receive(
  url: URL,
  answer: IncomingMessage,
  partial: PartialFile,
  { maxBytes, begun, received, notice }: DownloadOptions,
): Promise<boolean> {
  const part = readAnswer(url, answer);
  if (part.kind === 'nothing left' && part.total === partial.size) return true;
  const { validator, total } = partial.state;
  const changed =
    (part.validator !== undefined && validator !== undefined && part.validator !== validator) ||
    (part.total !== undefined && total !== undefined && part.total !== total);
  if (part.kind !== 'whole' && (changed || part.kind === 'nothing left' || part.from !== partial.size)) {
    notice(`The file at ${url.host} changed meanwhile: it is fetched anew.`);
    await partial.restart();
    return false;
  }
  if (part.kind === 'whole' && partial.size > 0) {
    notice(
      `${changed ? `The file at ${url.host} changed meanwhile` : `${url.host} gives no parts of it`}: it is fetched anew.`,
    );
    await partial.restart();
  }
  const all = part.total;
  if (all !== undefined && all > maxBytes) throw tooLarge(url, all, maxBytes);
  await partial.note({
    ...(part.validator && { validator: part.validator }),
    ...(all !== undefined && { total: all }),
  });
  if (all !== undefined) await begun(all);
  received(partial.size, all);
  if (answer.errored) throw answer.errored;
  for await (const bytes of answer as AsyncIterable<Uint8Array>) {
    if (partial.size + bytes.length > (all ?? maxBytes)) {
      throw all === undefined ? tooLarge(url, partial.size + bytes.length, maxBytes) : endedWrong(url, all);
    }
    await partial.write(bytes);
    received(partial.size, all);
  }
  if (!answer.complete || (all !== undefined && partial.size < all)) throw endedWrong(url, all);
  return true;
}

function tooLarge(url: URL, found: number, limit: number): TissuebookError {
  return new TissuebookError('too-large', `${shownAddress(url)} has ${found} bytes; at most ${limit} are fetched.`, {
    argument: 'maxBytes',
    found,
  });
}

/** An error after which another attempt makes sense. */
export function endedWrong(url: URL, total: number | undefined): Error {
  const length = total === undefined ? 'its end' : `all of its ${total} bytes`;
  return Object.assign(new Error(`${url.host} stopped before ${length}`), { code: 'ECONNRESET' });
}

const PASSING = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'EBUSYSERVER',
]);

/** Whether another attempt makes sense after an error. */
export function mayPass(error: unknown): boolean {
  return PASSING.has(String((error as { code?: unknown }).code));
}

function licenseOf({ headers }: IncomingMessage): string | undefined {
  const links = [headers.link ?? []].flat().join(',');
  return /<(https?:\/\/[^<>\s]{1,300})>\s*;[^,]*\brel="?license"?/i.exec(links)?.[1];
}
