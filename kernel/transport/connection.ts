import { readFileSync } from 'node:fs';

/** The connection file that a Jupyter client writes before it starts a kernel. */
export interface Connection {
  transport: 'tcp' | 'ipc';
  ip: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
  key: string;
}

const PORTS = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;

/** @throws Error when the file is not a connection file that this kernel can serve */
export function readConnection(path: string): Connection {
  const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const wrong = (what: string): never => {
    throw new Error(`${path}: ${what}`);
  };
  const transport = file.transport ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'ipc') wrong(`transport must be tcp or ipc, found ${String(transport)}.`);
  if (typeof file.ip !== 'string') wrong('ip is missing.');
  for (const port of PORTS) if (!Number.isInteger(file[port])) wrong(`${port} is missing.`);
  const key = file.key ?? '';
  if (typeof key !== 'string') wrong('key must be a string.');
  const scheme = file.signature_scheme ?? 'hmac-sha256';
  if (key && scheme !== 'hmac-sha256') wrong(`signature_scheme must be hmac-sha256, found ${String(scheme)}.`);
  return { ...file, transport, key } as Connection;
}

/** The ZeroMQ address of one of the five sockets. */
export function address(connection: Connection, port: (typeof PORTS)[number]): string {
  return connection.transport === 'tcp'
    ? `tcp://${connection.ip}:${connection[port]}`
    : `ipc://${connection.ip}-${connection[port]}`;
}
