import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real server on this machine that does what it is told, and remembers what it was asked. */
export class DownloadServer {
  readonly asked: { url: string; headers: IncomingMessage['headers'] }[] = [];
  readonly #server: Server;
  answer: RequestListener = (_, response) => response.writeHead(404).end();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push({ url: request.url ?? '', headers: request.headers });
      response.on('error', () => undefined);
      this.answer(request, response);
    });
  }

  static async start(): Promise<DownloadServer> {
    const server = new DownloadServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The address of a file. */
  url(path = '/weights.safetensors'): string {
    return `http://${this.host}${path}`;
  }

  /** The underlying server, for its other events. */
  get raw(): Server {
    return this.#server;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Gives a file as a good server does, parts of it too. */
export function serve(
  bytes: Uint8Array,
  { etag = '"v1"', ranges = true, headers = {} as Record<string, string> } = {},
) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const from = partAsked(request, etag, ranges);
    const common = { ETag: etag, ...headers };
    if (from === undefined) {
      response.writeHead(200, { ...common, 'Content-Length': bytes.length }).end(bytes);
    } else if (from >= bytes.length) {
      response.writeHead(416, { ...common, 'Content-Range': `bytes */${bytes.length}` }).end();
    } else {
      const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
      response
        .writeHead(206, { ...common, 'Content-Range': range, 'Content-Length': bytes.length - from })
        .end(bytes.subarray(from));
    }
  };
}

/** The first byte of the part that is asked for, if one is and the file is still the same. */
export function partAsked({ headers }: IncomingMessage, etag: string, ranges = true): number | undefined {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const same = headers['if-range'] === undefined || headers['if-range'] === etag;
  return from !== undefined && ranges && same ? Number(from) : undefined;
}

/** Sends the beginning of what is asked for and hangs up. */
export function hangUpAfter(bytes: Uint8Array, count: number, etag = '"v1"') {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const from = partAsked(request, etag) ?? 0;
    const range = from ? { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(from ? 206 : 200, { ETag: etag, 'Content-Length': bytes.length - from, ...range });
    response.write(bytes.subarray(from, from + count), () => setTimeout(() => response.destroy(), 200));
  };
}
