import { type ErrorKind, TissuebookError } from '../../errors';

/** An error as it travels. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly kind?: string;
  readonly argument?: string;
  readonly advice?: string;
  readonly found?: unknown;
  /** The worker where it happened. */
  readonly where?: string;
}

/** What an error says, as plain data. */
export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const { kind, argument, advice, found } = error as Partial<TissuebookError>;
  const plain = ['string', 'number', 'boolean'].includes(typeof found) ? { found } : {};
  return {
    ...{ name, message, ...plain },
    ...(stack !== undefined && { stack }),
    ...(kind !== undefined && { kind }),
    ...(argument !== undefined && { argument }),
    ...(advice !== undefined && { advice }),
  };
}

/** The error that another process sent: of the same kind and words, with the stack of the machine where it happened above ours. */
export function receivedError(sent: SentError): Error {
  const { kind, message, advice, argument, found } = sent;
  const error =
    kind === undefined
      ? Object.assign(new Error(message), { name: sent.name })
      : new TissuebookError(kind as ErrorKind, withoutAdvice(message, advice), {
          ...(advice !== undefined && { advice }),
          ...(argument !== undefined && { argument }),
          ...(found !== undefined && { found }),
        });
  if (sent.stack !== undefined)
    error.stack = `${sent.stack}\n    on ${sent.where ?? 'a worker'}, called from\n${error.stack ?? ''}`;
  return error;
}

/** The message of a TissuebookError ends with its advice. */
function withoutAdvice(message: string, advice: string | undefined): string {
  return advice !== undefined && message.endsWith(` ${advice}`) ? message.slice(0, -advice.length - 1) : message;
}
