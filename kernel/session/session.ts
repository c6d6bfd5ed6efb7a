import { Comms } from '../comms/comm';
import { Cells } from '../language/cells';
import { completeness } from '../language/completeness';
import { CheckedData } from '../language/names/checkedData';
import { isOf } from '../language/properties';
import { Exchanges } from '../python/exchanges';
import { PythonCells } from '../python/pythonCells';
import { pythonHint } from '../python/pythonHints';
import type { Connection } from '../transport/connection';
import { newFlags } from '../transport/flags';
import type { Channel, Json, Message } from '../transport/message';
import { refuseExit } from '../processExit';
import { Transport } from '../transport/transport';
import { CellQueue } from './cellQueue';
import { captureChildren } from './children';
import { offerSwitch } from './dataSwitch';
import { within } from './context';
import { Interrupted } from './execution';
import { completion, inspection } from './hints';
import { History } from './history';
import { Input } from './input';
import { Interrupts } from './interrupts';
import { offerApi } from './api';
import { Output } from './output';
import { CellRunner } from './runCell';
import { kernelInfo } from './kernelInfo';

/** One kernel at work: takes requests from the transport and has them served. */
export class Session {
  private readonly transport: Transport;
  private readonly cells: Cells;
  private readonly comms: Comms;
  private readonly history = new History();
  private readonly interrupts: Interrupts;
  private readonly input: Input;
  private readonly queue: CellQueue;
  private readonly python: PythonCells;

  constructor(connection: Connection, folder: string) {
    const flags = newFlags();
    this.interrupts = new Interrupts(flags);
    this.transport = new Transport(connection, kernelInfo(), flags, {
      request: (channel, message) => this.request(channel, message),
      interrupt: (at) => this.interrupt(at),
      shutdown: () => this.transport.close(),
    });
    const output = new Output(this.transport);
    this.comms = new Comms(output);
    this.input = new Input(this.transport);
    const exchanges = new Exchanges();
    const data = new CheckedData();
    offerSwitch(this.comms, data);
    const channels = { output, comms: this.comms, input: this.input };
    const { names, shown } = offerApi(channels, { exchanges, data }, (error) => this.showStray(error));
    this.cells = new Cells(folder, this.interrupts, data, names);
    this.python = new PythonCells({ folder, cells: this.cells, exchanges, channels });
    const runner = new CellRunner(this.transport, this.cells, this.python, this.interrupts, this.history, shown);
    this.queue = new CellQueue(runner);
    output.capture();
    captureChildren();
    refuseExit();
    process.on('SIGINT', () => this.interrupts.signalled());
    process.on('SIGTERM', () => this.transport.close());
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => this.showStray(error));
    }
  }

  /** An error that nobody waits for any more; that a loop of an interrupted cell has ended is none. */
  private showStray(error: unknown): void {
    if (!isOf(error, Interrupted)) process.stderr.write(`${this.cells.report(error).traceback.join('\n')}\n`);
  }

  private interrupt(at: number): void {
    this.interrupts.interrupt(at);
    this.input.cancel();
  }

  private request(channel: Channel, message: Message): void {
    const type = message.header.msg_type;
    if (channel === 'stdin') {
      if (type === 'input_reply') this.input.answered(message);
    } else if (type === 'execute_request') {
      this.queue.add(message);
    } else {
      void this.serve(channel, message);
    }
  }

  /** Everything but cells is served at once, also while a cell waits for something. */
  private async serve(channel: Channel, message: Message): Promise<void> {
    const { header, identities } = message;
    this.transport.status('busy', header);
    try {
      const content = await within({ parent: header, identities }, () => this.answer(message));
      if (content) this.reply(channel, message, content);
    } catch (error) {
      // Whoever asked must not wait for ever.
      if (isRequest(message)) this.reply(channel, message, { status: 'error', ...this.cells.report(error) });
      within({ parent: header, identities }, () => this.showStray(error));
    }
    this.transport.status('idle', header);
  }

  private reply(channel: Channel, { header, identities }: Message, content: Json): void {
    this.transport.reply(channel, identities, header.msg_type.replace(/_request$/, '_reply'), header, content);
  }

  private answer(message: Message): Json | undefined | Promise<Json | undefined> {
    const { content } = message;
    const type = message.header.msg_type;
    switch (type) {
      case 'complete_request':
        return pythonHint(this.python, type, content) ?? completion(this.cells, content);
      case 'inspect_request':
        return pythonHint(this.python, type, content) ?? inspection(this.cells, content);
      case 'is_complete_request':
        return pythonHint(this.python, type, content) ?? { ...completeness(String(content.code ?? '')) };
      case 'history_request':
        return { status: 'ok', history: this.history.answer(content) };
      case 'comm_info_request':
        return this.comms.info(content);
      case 'comm_open':
        return silently(this.comms.opened(message));
      case 'comm_msg':
        return silently(this.comms.message(message));
      case 'comm_close':
        return silently(this.comms.closed(message));
      default:
        return isRequest(message) ? unknownRequest(message) : undefined;
    }
  }
}

/** A client that asks for what this kernel does not have, as a debugger, learns that at once. */
function unknownRequest({ header }: Message): Json {
  const evalue = `This kernel does not serve ${header.msg_type}.`;
  return { status: 'error', ename: 'NotSupported', evalue, traceback: [] };
}

function isRequest({ header }: Message): boolean {
  return header.msg_type.endsWith('_request');
}

async function silently(work: void | Promise<void>): Promise<undefined> {
  await work;
  return undefined;
}
