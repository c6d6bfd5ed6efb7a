import type { MimeBundle } from '../../src/protocol/kernel/kernelApi';
import type { Cells, CellValue } from '../language/cells';
import type { Offered } from './api';
import type { ErrorReport } from '../language/traceback';
import { pythonCell } from '../../src/protocol/kernel/pythonCell';
import type { PythonCells } from '../python/pythonCells';
import { now } from '../transport/clock';
import type { Json, Message } from '../transport/message';
import type { Transport } from '../transport/transport';
import type { QueuedCells } from './cellQueue';
import { within } from './context';
import { bundleOf, showOrText } from './display';
import { Execution } from './execution';
import type { History } from './history';
import type { Interrupts } from './interrupts';
import { Tidy } from './tidy';

/** Serves execute_request: runs the cell, shows its result or its error, and answers. */
export class CellRunner implements QueuedCells {
  private count = 0;
  private anonymous = 0;
  private readonly tidy = new Tidy();

  constructor(
    private readonly transport: Transport,
    private readonly cells: Cells,
    private readonly python: PythonCells,
    private readonly interrupts: Interrupts,
    private readonly history: History,
    private readonly shown: Offered['shown'],
  ) {}

  async run(request: Message): Promise<number | undefined> {
    this.tidy.beforeCell();
    const { header, content, identities } = request;
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    const code = String(content.code ?? '');
    if (stored) this.count++;
    this.transport.status('busy', header);
    if (!silent) this.publish(request, 'execute_input', { code, execution_count: this.count });
    const execution = new Execution(content.allow_stdin !== false);
    const reply = await within({ parent: header, identities, execution, count: this.count }, () =>
      this.interrupts.run(execution, () => this.execute(request, code, silent, stored)),
    );
    const goOn = reply.status === 'ok' || content.stop_on_error === false;
    // From here on, what was sent before the reply is in the queue; what comes after it was sent with its knowledge.
    if (!goOn) await this.transport.fence();
    // Taken before it is sent: this thread may be kept waiting right after.
    const answered = now();
    this.transport.reply('shell', identities, 'execute_reply', header, reply);
    this.transport.status('idle', header);
    setImmediate(() => this.tidy.afterCell());
    return goOn ? undefined : answered;
  }

  abort({ header, identities }: Message): void {
    this.transport.status('busy', header);
    // Without a count, from which pages would take it that the cell has run.
    this.transport.reply('shell', identities, 'execute_reply', header, { status: 'aborted' });
    this.transport.status('idle', header);
  }

  private async execute(request: Message, code: string, silent: boolean, stored: boolean): Promise<Json> {
    const count = { execution_count: this.count };
    try {
      const title = stored ? `Cell ${this.count}` : `Cell ${this.count}.${++this.anonymous}`;
      const { value } = await this.valueOf(code, title);
      const data = await this.show(request, value, silent);
      if (stored) this.history.add(this.count, code, data ? plainText(data) : null);
      const expressions = await this.evaluate(request.content.user_expressions);
      return { status: 'ok', ...count, payload: [], user_expressions: expressions };
    } catch (error) {
      const report = this.cells.report(error);
      if (!silent) this.publish(request, 'error', { ...report });
      if (stored) this.history.add(this.count, code, null);
      return { status: 'error', ...count, ...report };
    }
  }

  /** The value that the cell shows as its result; one in Python shows its own. */
  private async valueOf(code: string, title: string): Promise<CellValue> {
    const python = pythonCell(code);
    if (!python) return this.cells.run(code, title);
    await this.interrupts.interruptible(() => this.python.run(python, title));
    return { value: undefined };
  }

  /** Shows a cell's result and gives what was shown; a value whose display throws is shown as text, with the error. */
  private async show(request: Message, value: unknown, silent: boolean): Promise<MimeBundle | undefined> {
    if (value === undefined) return undefined;
    const failed = (error: unknown): void => {
      if (!silent) process.stderr.write(`${this.cells.report(error).traceback.join('\n')}\n`);
    };
    const bundle = await this.interrupts.interruptible(async () => bundleOf(value, failed));
    const publish = (data: MimeBundle): void => {
      this.publish(request, 'execute_result', { execution_count: this.count, ...this.shown(data) });
    };
    return silent ? bundle : showOrText(value, bundle, publish, failed);
  }

  private async evaluate(expressions: unknown): Promise<Json> {
    const results: Json = {};
    for (const [name, code] of Object.entries(expressions ?? {})) {
      try {
        const { value } = await this.cells.evaluate(String(code));
        results[name] = { status: 'ok', data: await bundleOf(value), metadata: {} };
      } catch (error) {
        results[name] = { status: 'error', ...(this.cells.report(error) satisfies ErrorReport) };
      }
    }
    return results;
  }

  private publish(request: Message, type: string, content: Json): void {
    this.transport.publish(type, request.header, content);
  }
}

function plainText(bundle: Record<string, unknown>): string | null {
  const text = bundle['text/plain'];
  return typeof text === 'string' ? text : null;
}
