import type { IncomingMessage } from 'node:http';
import { TissuebookError } from '../errors';
import { shownAddress } from './source';

/** What an answer brings: the whole file, a part of it, or the word that nothing is left. */
export interface AnswerPart {
  kind: 'whole' | 'part' | 'nothing left';
  /** The number of the first byte. */
  from: number;
  /** Bytes of the whole file, where it is said. */
  total?: number | undefined;
  /** A strong ETag, else the date of the last change. */
  validator?: string | undefined;
}

/** Answers of busy servers, after which another attempt makes sense. */
const BUSY = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Reads status and headers of an answer.
 *
 * @throws TissuebookError 'download-failed': no file, a web page, packed bytes
 */
export function readAnswer(url: URL, { statusCode = 0, headers }: IncomingMessage): AnswerPart {
  const validator = strongTag(headers.etag) ?? headers['last-modified'];
  if (statusCode === 416)
    return { kind: 'nothing left', from: 0, total: rangeOf(headers['content-range'])?.total, validator };
  if (statusCode !== 200 && statusCode !== 206) throw wrongStatus(url, statusCode);
  refusePage(url, headers);
  if (statusCode === 200) return { kind: 'whole', from: 0, total: wholeNumber(headers['content-length']), validator };
  const range = rangeOf(headers['content-range']);
  if (range?.from === undefined) throw failed(`${url.host} answers with a part of a file and does not say which.`);
  return { kind: 'part', from: range.from, total: range.total, validator };
}

/** A tag that changes with every byte; weak ones (W/) do not. */
function strongTag(tag: string | undefined): string | undefined {
  return tag && /^"[\x21\x23-\x7e]*"$/.test(tag) ? tag : undefined;
}

function rangeOf(text: string | undefined): { from?: number; total?: number | undefined } | undefined {
  const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(text ?? '') ?? [];
  if (total === undefined) return undefined;
  const all = wholeNumber(total);
  return from === undefined ? { total: all } : { from: Number(from), total: all };
}

function wholeNumber(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(value) ? value : undefined;
}

function refusePage(url: URL, headers: IncomingMessage['headers']): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw failed(`${url.host} sends the file packed (${encoding.slice(0, 20)}), which was not asked for.`);
  if (!/^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '') || /\.x?html?$/i.test(url.pathname))
    return;
  throw failed(
    `${shownAddress(url)} is a web page and no file of weights or data.`,
    'Use the address of the file itself: of a repository the one that says raw or resolve. A page may also ask to log in.',
  );
}

function wrongStatus(url: URL, status: number): Error {
  const sentence = `${url.host} answers ${status} for ${shownAddress(url)}.`;
  if (BUSY.has(status)) return Object.assign(failed(sentence, 'Try again later.'), { code: 'EBUSYSERVER' });
  if (status === 401 || status === 403) return failed(sentence, 'It may not be read without logging in.');
  return failed(sentence, status === 404 || status === 410 ? 'There is no such file: look at the address.' : undefined);
}

function failed(sentence: string, advice?: string): TissuebookError {
  return new TissuebookError('download-failed', sentence, { argument: 'source', ...(advice && { advice }) });
}
