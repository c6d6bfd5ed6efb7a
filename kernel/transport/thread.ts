import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Reply, Router } from 'zeromq';
import { endThriftWhenStarted } from '../thrift';
import { Codec } from './codec';
import { address, type Connection } from './connection';
import { Interrupter } from './interrupter';
import { watchMemory } from './memoryShare';
import type { Channel, FromTransport, Header, Json, Message, ToTransport } from './message';
import { Outbox } from './outbox';
import { Publisher } from './publisher';
import { SubscriberSocket } from './subscriberSocket';

/** What the kernel thread hands over at the start. */
export interface TransportData {
  connection: Connection;
  flags: Int32Array;
  /** Content of kernel_info_reply. */
  info: Json;
}

/** An unanswered request to shut down ends the process after this long. Ours; in milliseconds. */
const SHUTDOWN_PATIENCE_MS = 1500;
/** How often to look whether the process that started us still lives. Ours; in milliseconds. */
const PARENT_CHECK_MS = 1000;

const { connection, flags, info } = workerData as TransportData;
const port = parentPort!;
const codec = new Codec(connection.key);
const options = { linger: 1000, sendHighWaterMark: 0, receiveHighWaterMark: 0 };
const iopub = new SubscriberSocket(options);
const routers: Record<Channel, Router> = {
  shell: new Router({ ...options, handover: true }),
  control: new Router({ ...options, handover: true }),
  stdin: new Router({ ...options, handover: true }),
};
const heartbeat = new Reply({ linger: 0 });
const publisher = new Publisher(iopub, codec);
const outboxes = Object.fromEntries(
  Object.entries(routers).map(([channel, socket]) => [channel, new Outbox(socket)]),
) as Record<Channel, Outbox>;
const tell = (message: FromTransport): void => port.postMessage(message);
const interrupter = new Interrupter(flags, (interrupt, at) => tell({ kind: 'interrupt', interrupt, at }));

function reply(channel: Channel, request: Message, type: string, content: Json): void {
  const message = { type, parent: request.header, content: JSON.stringify(content) };
  outboxes[channel].send(codec.encode(request.identities, message));
}

/** These need no cell to finish, and must be answered while one runs: this thread answers them itself. */
const answers: Record<string, (channel: Channel, request: Message) => void> = {
  kernel_info_request: (channel, request) => reply(channel, request, 'kernel_info_reply', info),
  interrupt_request: (channel, request) => {
    reply(channel, request, 'interrupt_reply', { status: 'ok' });
    interrupter.interrupt();
  },
  shutdown_request: (channel, request) => {
    const restart = request.content.restart === true;
    reply(channel, request, 'shutdown_reply', { status: 'ok', restart });
    endSoon(restart);
  },
};

function endSoon(restart: boolean): void {
  tell({ kind: 'shutdown', restart });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN_PATIENCE_MS);
}

async function serve(channel: Channel): Promise<void> {
  for await (const frames of routers[channel]) {
    let request: Message;
    try {
      request = codec.decode(frames);
    } catch (error) {
      writeSync(2, `Refused a message on ${channel}: ${error instanceof Error ? error.message : String(error)}\n`);
      continue;
    }
    const answer = Object.hasOwn(answers, request.header.msg_type) ? answers[request.header.msg_type] : undefined;
    if (!answer) {
      tell({ kind: 'request', channel, message: request });
      continue;
    }
    publisher.status('busy', request.header);
    answer(channel, request);
    publisher.status('idle', request.header);
  }
}

async function beat(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

async function close(): Promise<void> {
  await Promise.all([publisher.flushed(), ...Object.values(outboxes).map((outbox) => outbox.flushed())]);
  for (const socket of [iopub, heartbeat, ...Object.values(routers)]) socket.close();
  process.exit();
}

port.on('message', (message: ToTransport) => {
  switch (message.kind) {
    case 'stream':
      return publisher.write(message.parent, message.name, message.text);
    case 'publish':
      return publisher.publish(message.message);
    case 'status':
      return publisher.status(message.state, message.parent);
    case 'reply':
      return outboxes[message.channel].send(codec.encode(message.identities, message.message));
    case 'fence':
      return tell(message);
    case 'heard':
      return interrupter.heard(message.interrupt);
    case 'close':
      return void close();
  }
});

function watchParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) endSoon(false);
  }, PARENT_CHECK_MS).unref();
}

async function start(): Promise<void> {
  await iopub.bind(address(connection, 'iopub_port'));
  await heartbeat.bind(address(connection, 'hb_port'));
  await routers.stdin.bind(address(connection, 'stdin_port'));
  await routers.control.bind(address(connection, 'control_port'));
  await routers.shell.bind(address(connection, 'shell_port'));
  if (process.env.JPY_PARENT_PID) watchParent();
  endThriftWhenStarted();
  watchMemory((sentence) => {
    if (!publisher.cell) return;
    publisher.write(publisher.cell, 'stderr', sentence);
    interrupter.interrupt();
  });
  publisher.status('starting', {} as Partial<Header>);
  const failed = (error: unknown): void => tell({ kind: 'failed', reason: String(error) });
  for (const work of [serve('shell'), serve('control'), serve('stdin'), beat(), publisher.welcome()]) {
    work.catch(failed);
  }
}

start().catch((error: unknown) => tell({ kind: 'failed', reason: String(error) }));
