/** What can go wrong, as a closed list: a caller can decide by it, a reader can look it up in docs/errors.md. */
export type ErrorKind =
  | 'aborted'
  | 'checkpoint-mismatch'
  | 'cluster-lost'
  | 'cluster-refused'
  | 'cluster-unreachable'
  | 'corrupt'
  | 'data-lost'
  | 'disk-full'
  | 'download-failed'
  | 'file-not-found'
  | 'invalid-argument'
  | 'missing-key'
  | 'no-library'
  | 'no-node'
  | 'not-finite'
  | 'not-hdf5'
  | 'not-trained'
  | 'out-of-memory'
  | 'peer-lost'
  | 'provider-unavailable'
  | 'shape-mismatch'
  | 'too-large'
  | 'unknown-option'
  | 'unsupported-encoding'
  | 'unsupported-filter'
  | 'worker-lost'
  | 'wrong-version';

/** The parts of a complaint that a person can act on. */
export interface ErrorDetails {
  /** The argument, option, key or path that is at fault. */
  argument?: string;
  /** What was found there. */
  found?: unknown;
  /** What to do about it: one sentence. */
  advice?: string;
  /** The error underneath, when there is one. */
  cause?: unknown;
}

/**
 * The one error class of the library. The message is a sentence that names the argument and what was found;
 * `advice` is appended to it, so that a notebook shows both.
 */
export class TissuebookError extends Error {
  readonly kind: ErrorKind;
  readonly argument: string | undefined;
  readonly found: unknown;
  readonly advice: string | undefined;

  constructor(kind: ErrorKind, sentence: string, details: ErrorDetails = {}) {
    super(
      details.advice ? `${sentence} ${details.advice}` : sentence,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'TissuebookError';
    this.kind = kind;
    this.argument = details.argument;
    this.found = details.found;
    this.advice = details.advice;
  }
}
