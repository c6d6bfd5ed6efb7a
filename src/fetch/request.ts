import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TissuebookError } from '../errors';
import { proxyFor, proxyHeaders } from './proxy';
import { checkAddress } from './source';

export interface RequestOptions {
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Milliseconds without a byte after which the connection is given up. */
  timeout: number;
  /** Hosts beside the named one to which the answer may send on. */
  redirects: readonly string[];
  /** Whether the bytes of the file are known, so that plain http is no danger. */
  hashed: boolean;
  /** Keep connections for the requests that follow. Each has its own unless they are given. */
  agents?: { 'http:': http.Agent; 'https:': https.Agent };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** As many as curl and browsers follow would be 20 to 50; stores of files need one or two (ours). */
const MOST_REDIRECTS = 5;

/**
 * Asks for a file. No host is asked but the named one and those that `redirects` allows; a host that the answer sends on to is not
 * even looked up before.
 *
 * @returns the answer, its body not yet read
 * @throws TissuebookError 'download-failed' (sent on to another host, or in a circle), and what Node throws
 */
export async function request(named: URL, options: RequestOptions): Promise<http.IncomingMessage> {
  let url = named;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const answer = await send(url, options);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.statusCode ?? 0) || location === undefined) return answer;
    answer.destroy();
    url = nextAddress(url, location, named, options);
  }
  throw new TissuebookError('download-failed', `${named.host} sends on more than ${MOST_REDIRECTS} times.`);
}

function nextAddress(from: URL, location: string, named: URL, { redirects, hashed }: RequestOptions): URL {
  if (!URL.canParse(location, from.href))
    throw new TissuebookError('download-failed', `${from.host} sends on to no address.`);
  const next = new URL(location, from);
  if (next.protocol !== 'https:' && (next.protocol !== 'http:' || from.protocol === 'https:')) {
    throw new TissuebookError('download-failed', `${from.host} sends on from ${from.protocol} to ${next.protocol}`);
  }
  if (next.host !== named.host && !redirects.includes(next.host)) {
    throw new TissuebookError(
      'download-failed',
      `${from.host} sends on to another host, ${next.host}, which was not asked.`,
      {
        argument: 'redirects',
        found: next.host,
        advice: `If you trust it, allow it with { redirects: ['${next.host}'] }.`,
      },
    );
  }
  checkAddress(next, hashed);
  return next;
}

async function send(url: URL, { headers, signal, timeout, agents }: RequestOptions): Promise<http.IncomingMessage> {
  const proxy = proxyFor(url);
  const common = { method: 'GET', signal, timeout };
  const agent = agents?.[url.protocol === 'https:' ? 'https:' : 'http:'] ?? false;
  if (!proxy) return answerOf(clientRequest(url, { ...common, agent, headers }), url);
  if (url.protocol === 'https:') {
    const socket = await tunnel(url, proxy, { signal, timeout });
    const createConnection = (): Socket => connectTls({ socket, servername: url.hostname });
    return answerOf(https.request(url, { ...common, headers, createConnection }).setTimeout(timeout), url);
  }
  const all = { ...headers, Host: url.host, ...proxyHeaders(proxy) };
  return answerOf(clientRequest(proxy, { ...common, agent: false, headers: all, path: url.href }), proxy);
}

function clientRequest(url: URL, options: https.RequestOptions): http.ClientRequest {
  return url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
}

function answerOf(asked: http.ClientRequest, { host }: URL): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    let begun: http.IncomingMessage | undefined;
    asked.once('response', (answer) => {
      // An error that comes before somebody reads is kept for whoever does.
      answer.on('error', () => undefined);
      resolve((begun = answer));
    });
    asked.once('timeout', () => (begun ?? asked).destroy(timeoutError(host)));
    // Once the answer has begun, whoever reads it meets the error there.
    asked.on('error', reject);
    asked.end();
  });
}

/** A connection through a proxy, over which TLS is spoken with the host itself: the proxy sees its name alone. */
function tunnel(url: URL, proxy: URL, common: { signal: AbortSignal; timeout: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const path = `${url.hostname}:${url.port || 443}`;
    const headers = { Host: path, ...proxyHeaders(proxy) };
    const asked = clientRequest(proxy, { ...common, method: 'CONNECT', path, headers, agent: false });
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        const said = `The proxy ${proxy.host} answers ${answer.statusCode} for ${url.host}.`;
        reject(new TissuebookError('download-failed', said, { argument: 'HTTPS_PROXY', found: answer.statusCode }));
      }
    });
    asked.once('timeout', () => asked.destroy(timeoutError(proxy.host)));
    asked.once('error', reject);
    asked.end();
  });
}

function timeoutError(host: string): Error {
  return Object.assign(new Error(`${host} sent nothing for too long`), { code: 'ETIMEDOUT' });
}
