import type { Comm } from '../../src/protocol/kernel/comm';
import type { Channels } from '../session/api';
import { currentContext, within, type Context } from '../session/context';
import type { Json, Message } from '../transport/message';
import { PythonClient, type Request } from './pythonClient';
import { PythonEnded, PythonProcess } from './pythonProcess';

/** Requests whose later output still finds its cell, as what a widget's callback prints. Ours. */
const REMEMBERED = 500;
/** Output that passes as it is. */
const OUTPUT = new Set(['display_data', 'update_display_data', 'clear_output']);

/** One Python that runs, with its output, questions and comms led through this kernel. */
export class LivePython {
  private readonly contexts = new Map<string, Context>();
  private readonly comms = new Map<string, Comm>();
  private readonly idle = new Map<string, () => void>();
  private client!: PythonClient;
  /** Set once it has ended. */
  gone: PythonEnded | undefined;

  private constructor(
    readonly program: string,
    private readonly process: PythonProcess,
    private readonly channels: Channels,
  ) {
    void process.ended.then((reason) => {
      this.gone = reason;
      this.client?.close();
      for (const comm of this.comms.values()) comm.close();
    });
  }

  /** @throws PythonEnded when it does not start */
  static async start(program: string, cwd: string, channels: Channels): Promise<LivePython> {
    const process = await PythonProcess.start(program, cwd);
    const python = new LivePython(program, process, channels);
    const connecting = PythonClient.connect(process.connection, {
      published: (message) => python.published(message),
      asked: (message) => void python.asked(message),
    });
    python.client = await python.unlessEnded(connecting);
    return python;
  }

  /** The folder in which values may be exchanged. */
  get folder(): string {
    return this.process.folder;
  }

  /**
   * Runs code as the present cell's; resolves to the content of the reply, when all of its output has come.
   *
   * @throws PythonEnded when Python ends before
   */
  async execute(content: Json): Promise<Json> {
    const context = currentContext();
    // Python's own messages name the cell's request: a widget of its own looks for its output under that.
    const id = content.silent === true ? undefined : context.parent.msg_id;
    if (!id) return this.request({ type: 'execute_request', content });
    this.remember(id, context);
    const done = new Promise<void>((resolve) => this.idle.set(id, resolve));
    const reply = await this.request({ type: 'execute_request', content, id });
    await this.unlessEnded(done);
    return reply;
  }

  /** @throws PythonEnded when Python ends before it answers */
  request(request: Request): Promise<Json> {
    return this.unlessEnded(this.client.request(request));
  }

  interrupt(): void {
    this.process.interrupt();
  }

  end(): void {
    this.process.end();
  }

  private async unlessEnded<T>(work: Promise<T>): Promise<T> {
    const outcome = await Promise.race([work.then((value) => ({ value })), this.process.ended]);
    if (outcome instanceof PythonEnded) throw outcome;
    return outcome.value;
  }

  private remember(id: string, context: Context): void {
    this.contexts.delete(id);
    this.contexts.set(id, { parent: context.parent, identities: context.identities });
    for (const oldest of this.contexts.keys()) {
      if (this.contexts.size <= REMEMBERED) break;
      this.contexts.delete(oldest);
    }
  }

  private published(message: Message): void {
    const id = String(message.parent.msg_id);
    const context = this.contexts.get(id);
    if (context) within(context, () => this.show(message, id));
    // Comms may open and change outside of any cell; their output has no other place.
    else if (message.header.msg_type.startsWith('comm_')) this.comm(message);
  }

  private show(message: Message, id: string): void {
    const { content, metadata, header } = message;
    const type = header.msg_type;
    const { output } = this.channels;
    if (type === 'stream') output.write(content.name === 'stderr' ? 'stderr' : 'stdout', String(content.text));
    else if (OUTPUT.has(type)) output.publish(type, content, metadata);
    // A result has no count of this notebook's in Python; the cell shows it like what display() shows.
    else if (type === 'execute_result') {
      output.publish('display_data', { data: content.data, metadata: content.metadata, transient: {} }, metadata);
    } else if (type === 'status' && content.execution_state === 'idle') {
      this.idle.get(id)?.();
      this.idle.delete(id);
    } else if (type.startsWith('comm_')) this.comm(message);
  }

  /** A comm of Python's is one of this kernel's, with the same id, that passes on what it hears. */
  private comm({ header, content, metadata, buffers }: Message): void {
    const id = String(content.comm_id);
    const comm = this.comms.get(id);
    if (header.msg_type === 'comm_open') {
      const opened = this.channels.comms.connect(String(content.target_name), content.data, { id, metadata, buffers });
      opened.onMessage = (heard) => this.pass('comm_msg', id, heard);
      opened.onClose = (heard) => {
        this.comms.delete(id);
        this.pass('comm_close', id, heard);
      };
      this.comms.set(id, opened);
    } else if (header.msg_type === 'comm_close') {
      this.comms.delete(id);
      comm?.close(content.data);
    } else {
      comm?.send(content.data, { metadata, buffers });
    }
  }

  private pass(type: string, id: string, heard: { data: unknown; metadata: Json; buffers: Uint8Array[] }): void {
    if (this.gone) return;
    const context = currentContext();
    const request = context.parent.msg_id;
    if (request) this.remember(request, context);
    const { data, metadata, buffers } = heard;
    this.client.send({ type, content: { comm_id: id, data }, id: request, metadata, buffers });
  }

  private async asked({ content, parent }: Message): Promise<void> {
    const context = this.contexts.get(String(parent.msg_id));
    if (!context) return;
    const answer = await within(currentOf(context), () =>
      this.channels.input.ask(String(content.prompt ?? ''), { password: content.password === true }),
    ).catch(() => '');
    this.client.send({ type: 'input_reply', content: { status: 'ok', value: answer } }, 'stdin');
  }
}

/** The context of a request with what of its cell still runs. */
function currentOf(context: Context): Context {
  const { execution } = currentContext();
  return execution ? { ...context, execution } : context;
}
