import { TissuebookError } from '../errors';
import { show } from '../options';

/** A file as its user names it: where it is, or what it is called and what its bytes must be. */
export interface Source {
  /** The last part of the address, or the name. */
  name: string;
  /** Where it is fetched from; absent for what only the cache or the mirror folder can have. */
  url?: URL;
  /** In lower case. */
  sha256?: string;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Whether a text is the address of a file or `name@sha256`, and not a path. */
export function isSource(text: string): boolean {
  return /^https?:\/\//i.test(text) || /^[^/\\]+@[0-9a-f]{64}$/i.test(text);
}

/**
 * Reads 'https://host/path/file', the same with '#sha256=' and 64 hexadecimal digits, as pip writes it, or 'file@' and the digits.
 *
 * @param given the hash as an option
 * @throws TissuebookError 'invalid-argument'
 */
export function parseSource(text: string, given?: string): Source {
  if (given !== undefined && !SHA256.test(given.toLowerCase())) {
    throw refused(`sha256 must be 64 hexadecimal digits, found ${show(given)}.`, 'sha256', given);
  }
  const source = /^https?:\/\//i.test(text) ? parseAddress(text) : parseName(text);
  if (given !== undefined && source.sha256 && source.sha256 !== given.toLowerCase()) {
    throw refused('The option sha256 and the source name two different hashes.', 'sha256', given);
  }
  const sha256 = given?.toLowerCase() ?? source.sha256;
  if (source.url) checkAddress(source.url, sha256 !== undefined);
  return sha256 ? { ...source, sha256 } : source;
}

function parseAddress(text: string): Source {
  if (!URL.canParse(text)) throw refused(`${show(text)} is no address.`, 'source', text);
  const url = new URL(text);
  const fragment = url.hash;
  url.hash = '';
  const source = { name: fileName(url), url };
  if (fragment === '') return source;
  const sha256 = /^#sha256=([0-9a-f]{64})$/i.exec(fragment)?.[1];
  if (!sha256) throw refused('After # only sha256= and 64 hexadecimal digits may stand.', 'source', fragment);
  return { ...source, sha256: sha256.toLowerCase() };
}

function parseName(text: string): Source {
  const [, name, sha256] = /^([^/\\]+)@([0-9a-f]{64})$/i.exec(text) ?? [];
  if (name && sha256) return { name: safeName(name), sha256: sha256.toLowerCase() };
  throw refused(`${show(text)} is neither an address nor name@sha256.`, 'source', text);
}

/** Over http anybody on the way could change a file: it needs a hash, or a server on this machine. @throws TissuebookError */
export function checkAddress(url: URL, hashed: boolean): void {
  if (url.username || url.password) {
    throw refused('An address with a user name or a password is not used.', 'source', url.host, 'It would be kept with the notebook.'); // prettier-ignore
  }
  if (url.protocol === 'https:' || isLoopback(url.hostname) || hashed) return;
  const advice = `Use https, or say what the file must be: ${url.origin}${url.pathname}#sha256=...`;
  throw refused(`${url.host} is asked over http, where a file can be changed on its way.`, 'source', url.host, advice);
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An address without its query, which may hold a key: for messages and lists. */
export function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function fileName(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return safeName(decodeURIComponent(last));
  } catch {
    return safeName(last);
  }
}

/** A name that every file system takes and that leads to no other folder. */
export function safeName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^[. ]+|[. ]+$/g, '').slice(-120); // prettier-ignore
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) || plain === '' ? `file_${plain}` : plain;
}

function refused(sentence: string, argument: string, found: unknown, advice?: string): TissuebookError {
  return new TissuebookError('invalid-argument', sentence, { argument, found, ...(advice && { advice }) });
}
