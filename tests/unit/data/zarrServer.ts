import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Answers a request in place of the server; true where it did. */
export type Answer = (request: IncomingMessage, response: ServerResponse, key: string) => boolean;

/** A server on this machine that gives files as object stores do: with tags, in parts, without lists of folders. */
export class ZarrServer {
  readonly asked: { key: string; headers: IncomingMessage['headers'] }[] = [];
  /** Answers in place of the files. */
  answer: Answer = () => false;
  files: Readonly<Record<string, Uint8Array>> = {};
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const key = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
      this.asked.push({ key, headers: request.headers });
      if (!this.answer(request, response, key)) this.#give(request, response, this.files[key]);
    });
  }

  static async start(): Promise<ZarrServer> {
    const server = new ZarrServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Serves files below a folder. */
  serve(folder: string, files: Readonly<Record<string, Uint8Array>>): string {
    this.files = Object.fromEntries(Object.entries(files).map(([key, bytes]) => [`${folder}/${key}`, bytes]));
    this.answer = () => false;
    this.asked.length = 0;
    return `${this.address}/${folder}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #give(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array | undefined): void {
    if (!bytes) return void response.writeHead(404, { 'Content-Type': 'application/xml' }).end('<Error>NoSuchKey</Error>');
    const ETag = `"${bytes.length}-${bytes.reduce((sum, byte) => (31 * sum + byte) >>> 0, 7)}"`;
    if (request.headers['if-none-match'] === ETag) return void response.writeHead(304, { ETag }).end();
    const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    if (first === undefined) return void response.writeHead(200, { ETag, 'Content-Length': bytes.length }).end(bytes);
    const from = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
    const to = first === '' || last === '' ? bytes.length : Math.min(bytes.length, Number(last) + 1);
    if (from >= to) return void response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
    const range = `bytes ${from}-${to - 1}/${bytes.length}`;
    response.writeHead(206, { ETag, 'Content-Range': range, 'Content-Length': to - from }).end(bytes.subarray(from, to));
  } // prettier-ignore
}

/** A folder and a server for the tests of a file; both are gone after them. */
export class ServedFolder {
  readonly folder: string;
  #server: ZarrServer | undefined;

  constructor(prefix: string) {
    this.folder = mkdtempSync(join(tmpdir(), prefix));
    beforeAll(async () => {
      this.#server = await ZarrServer.start();
    });
    afterAll(async () => {
      await this.#server?.stop();
      rmSync(this.folder, { recursive: true, force: true });
    }, 60_000);
  }

  get server(): ZarrServer {
    return this.#server!;
  }
}
