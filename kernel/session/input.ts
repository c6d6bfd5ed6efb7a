import type { Transport } from '../transport/transport';
import type { Message } from '../transport/message';
import { currentContext } from './context';
import { Interrupted } from './execution';

interface Question {
  resolve(answer: string): void;
  reject(reason: Error): void;
}

/** Questions to the user, one after the other, on stdin. */
export class Input {
  private pending: Question | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly transport: Transport) {}

  /** Asks the user for a line of text. With `password` it is not shown. */
  ask = (prompt = '', options: { password?: boolean } = {}): Promise<string> => {
    const { execution, parent, identities } = currentContext();
    if (!execution?.allowsInput) {
      return Promise.reject(new Error('input(): the program that runs this notebook cannot ask its user.'));
    }
    const answer = this.last.then(
      () =>
        new Promise<string>((resolve, reject) => {
          if (execution.stopped) return reject(new Interrupted());
          this.pending = { resolve, reject };
          const content = { prompt: String(prompt), password: options.password === true };
          this.transport.reply('stdin', identities, 'input_request', parent, content);
        }),
    );
    this.last = answer.catch(() => undefined);
    return answer;
  };

  answered(message: Message): void {
    this.pending?.resolve(String(message.content.value ?? ''));
    this.pending = undefined;
  }

  /** The user interrupted instead of answering. */
  cancel(): void {
    this.pending?.reject(new Interrupted());
    this.pending = undefined;
  }
}
