import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../src/random';
import { downloads, fetchFile, type FetchOptions, type KeptFile } from '../../../src/fetch';
import { DownloadServer, hangUpAfter, serve } from './downloadServer';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-fetch-'));
const bytes = Uint8Array.from(new Random(1).fillUniform(300_000, 0, 256));
const changed = bytes.map((value) => 255 - value);
const sha256 = (of: Uint8Array): string => createHash('sha256').update(of).digest('hex');
const before = { ...process.env };
const noOpenssl = spawnSync('openssl', ['version']).error !== undefined;
let server: DownloadServer;
let other: DownloadServer;
let cache: string;
let test = 0;

beforeAll(async () => {
  [server, other] = [await DownloadServer.start(), await DownloadServer.start()];
});
beforeEach(() => {
  cache = join(folder, `cache${test++}`);
  server.asked.length = other.asked.length = 0;
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(async () => {
  await server.stop();
  await other.stop();
  rmSync(folder, { recursive: true, force: true });
});

const fetchHere = (options: FetchOptions = {}, url = server.url()) => fetchFile(url, { cache, ...options });
/** Files under the cache folder, of any depth. */
const files = (): string[] => (existsSync(cache) ? readdirSync(cache, { recursive: true, withFileTypes: true }) : []).filter((entry) => entry.isFile()).map((entry) => entry.name); // prettier-ignore

/** A fetch that is stopped when so many bytes have arrived. */
async function stopAfter(count: number, headers: Record<string, string> = { ETag: '"v1"' }): Promise<void> {
  const stop = new AbortController();
  server.answer = (_, response) => response.writeHead(200, { 'Content-Length': bytes.length, ...headers }).write(bytes.subarray(0, count)); // prettier-ignore
  const asked = fetchHere({ signal: stop.signal });
  await Promise.all([
    expect(asked).rejects.toMatchObject({ kind: 'aborted' }),
    vi
      .waitFor(
        async () => expect(await downloads.list({ cache })).toMatchObject([{ kind: 'unfinished', bytes: count }]),
        10_000,
      )
      .finally(() => stop.abort()),
  ]);
}

describe('a file that is fetched', () => {
  it('is whole, checked and kept, and not asked for again', async () => {
    server.answer = serve(bytes, { headers: { Link: '<https://licenses.example/by/4.0>; rel="license"' } });
    const told: string[] = [];
    const file = await fetchHere({ sha256: sha256(bytes), progress: (message) => told.push(message) });
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
    expect(file).toMatchObject({ name: 'weights.safetensors', bytes: 300_000, sha256: sha256(bytes), from: 'network' });
    expect(file.license).toBe('https://licenses.example/by/4.0');
    expect(told.join('\n')).toMatch(
      new RegExp(`127.0.0.1:\\d+: connecting, to have SHA-256 ${sha256(bytes).slice(0, 12)}`),
    );
    expect(told.at(-1)).toBe(
      `weights.safetensors: 300.0 kB, license: https://licenses.example/by/4.0, SHA-256 ${sha256(bytes)}`,
    );
    const again = await fetchHere();
    expect(again).toMatchObject({ path: file.path, from: 'cache', license: file.license });
    expect(await fetchFile(`weights.safetensors@${sha256(bytes)}`, { cache })).toMatchObject({ path: file.path });
    expect(server.asked).toHaveLength(1);
    expect(files().sort()).toEqual(['about.json', 'weights.safetensors']);
  });

  it('is fetched again when its copy was changed, and on request', async () => {
    server.answer = serve(bytes);
    const { path } = await fetchHere();
    writeFileSync(path, changed);
    expect(readFileSync((await fetchHere()).path).equals(bytes)).toBe(true);
    server.answer = serve(changed, { etag: '"v2"' });
    expect((await fetchHere({ refresh: true })).sha256).toBe(sha256(changed));
    expect(server.asked).toHaveLength(3);
  });

  it('without a hash says its own, to be given next time', async () => {
    server.answer = serve(bytes);
    const { notices } = await fetchHere({}, server.url('/a/b.bin?key=secret'));
    expect(notices.join()).toContain(`${server.url('/a/b.bin')}#sha256=${sha256(bytes)}`);
    expect(notices.join() + readFileSync(join(cache, 'files', sha256(bytes), 'about.json'), 'utf8')).not.toContain(
      'secret',
    );
  });

  it('with another hash is refused, and nothing of it is kept', async () => {
    server.answer = serve(bytes);
    await expect(fetchHere({}, `${server.url()}#sha256=${sha256(changed)}`)).rejects.toMatchObject({
      kind: 'corrupt',
      found: sha256(bytes),
    });
    expect(files()).toEqual([]);
  });

  it('does not lead out of the folder by its name', async () => {
    server.answer = serve(bytes);
    for (const path of ['/..%2f..%2fescape.bin', '/%00con', '/a/%2e%2e', '/']) {
      const file = await fetchHere({ refresh: true }, server.url(path));
      expect(file.path.startsWith(join(cache, 'files', sha256(bytes)))).toBe(true);
      expect(file.name).not.toMatch(/[/\\\0]|^\.|^con$/);
    }
  });
});

describe('a connection that breaks', () => {
  it('is made again, and goes on from the byte that is there', async () => {
    const broken = hangUpAfter(bytes, 100_000);
    server.answer = (request, response) => (server.asked.length < 3 ? broken : serve(bytes))(request, response);
    const file = await fetchHere();
    expect(file.sha256).toBe(sha256(bytes));
    // What was read and not yet written when the connection broke is asked for again.
    const [first, second, third] = server.asked.map(({ headers }) => Number(/\d+/.exec(headers.range ?? '0')));
    expect([first, second! > 0 && second! <= 100_000, third! > second! && third! <= 200_000]).toEqual([0, true, true]);
    expect(server.asked[1]!.headers['if-range']).toBe('"v1"');
    expect(file.notices.join()).toMatch(/broke after \d+ bytes/);
  });

  it('for good leaves what has arrived, and the next call goes on there', async () => {
    let calls = 0;
    server.answer = (request, response) =>
      calls++ === 0 ? hangUpAfter(bytes, 70_000)(request, response) : response.destroy();
    await expect(fetchHere()).rejects.toMatchObject({
      kind: 'download-failed',
      message: expect.stringContaining('what has arrived is kept'),
    });
    const [{ kind, bytes: there }] = (await downloads.list({ cache })) as [KeptFile];
    expect([kind, there > 0 && there <= 70_000]).toEqual(['unfinished', true]);
    server.answer = serve(bytes);
    const file = await fetchHere();
    expect(file.sha256).toBe(sha256(bytes));
    expect(server.asked.at(-1)!.headers.range).toBe(`bytes=${there}-`);
    expect(await downloads.list({ cache })).toHaveLength(1);
  }, 20_000);

  it('is given up when nothing comes', async () => {
    server.answer = (_, response) => response.writeHead(200, { 'Content-Length': 1000 }).write('begun');
    const failed = fetchHere({ timeout: 0.1 });
    await expect(failed).rejects.toMatchObject({
      kind: 'download-failed',
      message: expect.stringContaining('sent nothing for too long'),
    });
  }, 20_000);

  it('by an interrupt keeps what has arrived', async () => {
    await stopAfter(50_000);
    server.answer = serve(bytes);
    expect((await fetchHere()).sha256).toBe(sha256(bytes));
    expect(server.asked.at(-1)!.headers.range).toBe('bytes=50000-');
  });
});

describe('what a process left behind', () => {
  const lockOf = (): string =>
    join(cache, 'files', '.partial', readdirSync(join(cache, 'files', '.partial'))[0]!, 'lock');
  /** The range that is asked for when a lock with this content lies there. */
  const askedWith = async (owner: string): Promise<string | undefined> => {
    await stopAfter(50_000);
    writeFileSync(lockOf(), owner);
    server.answer = serve(bytes);
    expect((await fetchHere()).sha256).toBe(sha256(bytes));
    return server.asked.at(-1)!.headers.range;
  };

  it('is gone on with when it died, also when this process has its number or the lock is damaged', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const owner of [String(dead), String(process.pid), 'x']) {
      cache = join(folder, `left-by-${owner}`);
      expect(await askedWith(owner), owner).toBe('bytes=50000-');
    }
  });

  it('is left alone while it lives: this one fetches for itself', async () => {
    expect(await askedWith(String(process.ppid))).toBeUndefined();
    expect((await downloads.list({ cache })).map(({ kind }) => kind).sort()).toEqual(['file', 'unfinished']);
  });
});

describe('a server that is not to be trusted', () => {
  const begun = (): Promise<void> => stopAfter(50_000);

  it('changes the file between two parts: it is fetched anew', async () => {
    await begun();
    server.answer = serve(changed, { etag: '"v2"' });
    const file = await fetchHere();
    expect(file.sha256).toBe(sha256(changed));
    expect(file.notices.join()).toMatch(/fetched anew/);
  });

  it('gives a part of another file as if it were the same: it is fetched anew', async () => {
    await begun();
    server.answer = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
      if (!from) return serve(changed, { etag: '"v2"' })(request, response);
      response.writeHead(206, {
        ETag: '"v2"',
        'Content-Range': `bytes ${from}-${changed.length - 1}/${changed.length}`,
      });
      response.end(changed.subarray(from));
    };
    expect((await fetchHere()).sha256).toBe(sha256(changed));
  });

  it('gives another part than was asked for: it is fetched anew', async () => {
    await begun();
    server.answer = (request, response) => {
      if (request.headers.range === undefined) return serve(bytes)(request, response);
      response
        .writeHead(206, { ETag: '"v1"', 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}` })
        .end(bytes);
    };
    expect((await fetchHere()).sha256).toBe(sha256(bytes));
  });

  it('ignores ranges: it is fetched anew', async () => {
    await begun();
    server.answer = serve(bytes, { ranges: false });
    const file = await fetchHere();
    expect(file.sha256).toBe(sha256(bytes));
    expect(file.notices.join()).toMatch(/gives no parts/);
  });

  it('has no tag: nothing is added to what is there unless the hash is given', async () => {
    await stopAfter(50_000, {});
    server.answer = serve(bytes);
    await fetchHere({ sha256: sha256(bytes) });
    expect(server.asked.at(-1)!.headers.range).toBe('bytes=50000-');
    expect(server.asked.at(-1)!.headers['if-range']).toBeUndefined();
  });

  it('says a length and sends less, or more: the file is refused', async () => {
    server.answer = (_, response) => response.writeHead(200, { 'Content-Length': bytes.length + 10, Connection: 'close' }).write(bytes, () => response.socket!.end()); // prettier-ignore
    await expect(fetchHere()).rejects.toMatchObject({ kind: 'download-failed' });
    server.answer = (_, response) => {
      response.socket!.write(`HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n`);
      response.socket!.end(bytes);
    };
    const short = fetchHere({ sha256: sha256(bytes) }, server.url('/other.bin'));
    await expect(short).rejects.toMatchObject({ kind: expect.stringMatching(/download-failed|corrupt/) });
  }, 20_000);

  it('sends without end: it stops at the limit', async () => {
    server.answer = (_, response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write(bytes, () => setImmediate(more)));
      more();
    };
    await expect(fetchHere({ maxBytes: 1_000_000 })).rejects.toMatchObject({ kind: 'too-large' });
    server.answer = (_, response) => response.writeHead(200, { 'Content-Length': 2e12 }).end();
    await expect(fetchHere()).rejects.toMatchObject({ kind: 'too-large' });
    await expect(fetchHere({ maxBytes: 4e12 })).rejects.toMatchObject({ kind: 'disk-full' });
  });

  it('sends a web page, packed bytes, or an error: each is said', async () => {
    server.answer = (_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<html>Log in</html>');
    await expect(fetchHere()).rejects.toThrow(/is a web page/);
    server.answer = (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bytes);
    await expect(fetchHere()).rejects.toThrow(/packed/);
    server.answer = (_, response) => response.writeHead(404).end();
    await expect(fetchHere()).rejects.toThrow(/answers 404.*There is no such file/);
    server.answer = (_, response) => response.writeHead(401).end();
    await expect(fetchHere()).rejects.toThrow(/without logging in/);
    expect(server.asked).toHaveLength(4);
    expect(files()).toEqual([]);
  });

  it('is busy: it is asked again', async () => {
    server.answer = (request, response) =>
      server.asked.length < 3 ? response.writeHead(503).end() : serve(bytes)(request, response);
    expect((await fetchHere()).sha256).toBe(sha256(bytes));
  }, 20_000);

  it('sends on to another host: that host is not asked unless it is allowed', async () => {
    other.answer = serve(bytes);
    server.answer = (_, response) => response.writeHead(302, { Location: other.url('/there.bin') }).end();
    await expect(fetchHere()).rejects.toMatchObject({
      kind: 'download-failed',
      argument: 'redirects',
      found: other.host,
    });
    expect(other.asked).toHaveLength(0);
    expect((await fetchHere({ redirects: [other.host] })).sha256).toBe(sha256(bytes));
  });

  it('sends on in a circle, or to what is no file: it is refused', async () => {
    server.answer = (_, response) => response.writeHead(302, { Location: '/again' }).end();
    await expect(fetchHere()).rejects.toThrow(/more than 5 times/);
    server.answer = (_, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end();
    await expect(fetchHere()).rejects.toThrow(/from http: to file:/);
  });
});

describe('an address', () => {
  it('over http is refused but to this machine, or with a hash', async () => {
    await expect(fetchHere({}, 'http://example.test/a.bin')).rejects.toMatchObject({ kind: 'invalid-argument' });
    const hashed = fetchHere({ sha256: sha256(bytes) }, 'http://no-such-host.invalid/a.bin');
    await expect(hashed).rejects.toMatchObject({ kind: 'download-failed' });
  });

  it('that says too much, or is none, is refused', async () => {
    const wrong = [
      'https://user:pass@host/a',
      'ftp://host/a',
      'https://host/a#part',
      `a/b@${sha256(bytes)}`,
      'https://',
    ];
    for (const source of wrong) await expect(fetchHere({}, source)).rejects.toMatchObject({ kind: 'invalid-argument' });
    await expect(fetchHere({ sha256: 'abc' })).rejects.toMatchObject({ kind: 'invalid-argument', argument: 'sha256' });
    await expect(fetchHere({ retries: 3 } as FetchOptions)).rejects.toMatchObject({ kind: 'unknown-option' });
    expect(server.asked).toEqual([]);
  });
});

describe('proxies', () => {
  it('are asked in place of the host, but not for this machine nor for hosts of NO_PROXY', async () => {
    other.answer = serve(bytes);
    process.env['HTTP_PROXY'] = `http://me:word@${other.host}`;
    const url = 'http://files.example.test/a.bin';
    const file = await fetchHere({ sha256: sha256(bytes) }, url);
    expect(file.from).toBe('network');
    expect(other.asked[0]).toMatchObject({
      url,
      headers: { host: 'files.example.test', 'proxy-authorization': `Basic ${btoa('me:word')}` },
    });
    process.env['NO_PROXY'] = 'other.test, .example.test';
    await expect(fetchHere({ sha256: sha256(changed) }, url)).rejects.toMatchObject({ kind: 'download-failed' });
    server.answer = serve(bytes);
    await fetchHere({ refresh: true });
    expect(other.asked).toHaveLength(1);
  });

  it.skipIf(noOpenssl)('lead to a host with https by a tunnel, whose certificate must be trusted', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const name = 'files.example.test';
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`], { stdio: 'ignore' }); // prettier-ignore
    const secure = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, serve(bytes));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const tunnels: string[] = [];
    const open = new Set<Duplex>();
    const tunnel = (request: IncomingMessage, socket: Duplex): void => {
      tunnels.push(request.url ?? '');
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      const inner = connect((secure.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        socket.pipe(inner).pipe(socket);
      });
      for (const end of [socket, inner]) end.on('error', () => undefined);
      inner.on('close', () => socket.destroy());
    };
    other.raw.on('connect', tunnel);
    try {
      process.env['HTTPS_PROXY'] = `http://${other.host}`;
      const untrusted = fetchHere({}, `https://${name}/a.bin`);
      await expect(untrusted).rejects.toMatchObject({ kind: 'download-failed', advice: expect.stringContaining('NODE_EXTRA_CA_CERTS') }); // prettier-ignore
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      expect((await fetchHere({}, `https://${name}/a.bin`)).sha256).toBe(sha256(bytes));
      expect(tunnels).toEqual([`${name}:443`, `${name}:443`]);
      await vi.waitFor(() => expect(open.size).toBe(0), 5_000);
    } finally {
      other.raw.off('connect', tunnel);
      secure.closeAllConnections();
      secure.close();
    }
  });

  it('lead through to hosts with https', async () => {
    const wanted: string[] = [];
    other.raw.on('connect', (request, socket) => {
      wanted.push(request.url ?? '');
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    process.env['https_proxy'] = other.host;
    await expect(fetchHere({}, 'https://files.example.test/a.bin')).rejects.toThrow(/proxy 127.0.0.1:\d+ answers 407/);
    expect(wanted).toEqual(['files.example.test:443']);
  });
});

describe('folders', () => {
  it('of a mirror are looked into before the network: copies of a cache folder, or files by name and hash', async () => {
    server.answer = serve(bytes);
    await fetchHere();
    process.env['TISSUEBOOK_MIRROR'] = cache;
    const elsewhere = join(folder, 'elsewhere');
    expect(await fetchFile(server.url(), { cache: elsewhere })).toMatchObject({ from: 'mirror' });
    const stick = join(folder, 'stick');
    mkdirSync(stick);
    writeFileSync(join(stick, 'weights.safetensors'), bytes);
    process.env['TISSUEBOOK_MIRROR'] = stick;
    const hash = sha256(bytes);
    expect((await fetchFile(`weights.safetensors@${hash}`, { cache: elsewhere })).path).toBe(
      join(stick, 'weights.safetensors'),
    );
    expect(
      (await fetchFile(`https://host.invalid/weights.safetensors#sha256=${hash}`, { cache: elsewhere })).from,
    ).toBe('mirror');
    await expect(fetchFile(`weights.safetensors@${sha256(changed)}`, { cache: elsewhere })).rejects.toMatchObject({
      kind: 'file-not-found',
    });
    expect(server.asked).toHaveLength(1);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('that may not be written are said', async () => {
    server.answer = serve(bytes);
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const failed = fetchFile(server.url(), { cache: join(file, 'cache') });
    await expect(failed).rejects.toMatchObject({
      kind: 'download-failed',
      argument: 'cache',
      message: expect.stringContaining('may not be written'),
    });
    expect(server.asked).toHaveLength(0);
  });

  it.skipIf(process.getuid?.() === 0)('without the right to write are said', async () => {
    mkdirSync(cache);
    chmodSync(cache, 0o500);
    await expect(fetchHere()).rejects.toThrow(/EACCES/);
  });

  it('can be listed and emptied, by name or as a whole, and keep what is not theirs', async () => {
    server.answer = serve(bytes);
    await fetchHere();
    await fetchHere({}, server.url('/again/other.bin'));
    server.answer = serve(changed);
    await fetchHere({}, server.url('/second.bin'));
    writeFileSync(join(cache, 'files', 'mine.txt'), 'mine');
    mkdirSync(join(cache, 'datasets'));
    writeFileSync(join(cache, 'datasets', 'pbmc68k-e71d41e737c9.h5ad'), 'x');
    expect((await downloads.list({ cache })).map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual(['data set pbmc68k', 'file other.bin', 'file second.bin']); // prettier-ignore
    expect(await downloads.describe({ cache })).toMatch(/3 files, 600\.0 kB\n.*SHA-256/);
    await expect(downloads.clear(['second.bin', 'nothing'], { cache })).rejects.toMatchObject({ kind: 'missing-key' });
    expect(await downloads.clear('second.bin', { cache })).toHaveLength(1);
    expect(await downloads.clear(undefined, { cache })).toHaveLength(2);
    expect(files()).toEqual(['mine.txt']);
  });

  it('serve two that ask at once', async () => {
    server.answer = serve(bytes);
    const both = await Promise.all([fetchHere(), fetchHere()]);
    expect(both.map((file) => file.sha256)).toEqual([sha256(bytes), sha256(bytes)]);
    expect(both[0]!.path).toBe(both[1]!.path);
    expect(files().sort()).toEqual(['about.json', 'weights.safetensors']);
  });
});
