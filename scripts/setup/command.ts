import { spawn } from 'node:child_process';
import { SetupError } from './report';

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What the command is for, in the sentence that reports its failure. */
  purpose: string;
  /** Show the output as it comes instead of only after a failure. */
  inherit?: boolean;
  /** Exit codes that count as success; 0 alone by default. */
  accept?: readonly number[];
  /** Is given the output piece by piece as it comes. */
  watch?: (chunk: string) => void;
}

export interface CommandResult {
  code: number;
  output: string;
}

const KEPT_CHARACTERS = 200_000;
const SHOWN_LINES = 25;

/**
 * Runs a program and waits for it.
 *
 * @throws SetupError with one sentence when it cannot start or ends badly; the tail of its output is printed before
 */
export function command(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: options.inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      const text = chunk.toString();
      output = (output + text).slice(-KEPT_CHARACTERS);
      options.watch?.(text);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => {
      reject(new SetupError(`${options.purpose}: ${program} could not be started (${error.message}).`));
    });
    child.on('close', (code, signal) => {
      const ended = code ?? 1;
      if ((options.accept ?? [0]).includes(ended)) resolve({ code: ended, output });
      else reject(commandFailure(options.purpose, program, signal ?? `code ${ended}`, output));
    });
  });
}

/** Prints the tail of what a program said, and makes the error that says why it ended badly. */
export function commandFailure(purpose: string, program: string, ended: string, output: string): SetupError {
  console.error(output.split('\n').slice(-SHOWN_LINES).join('\n'));
  return new SetupError(explain(purpose, program, ended, output));
}

/** One sentence for the usual reasons, and the program's own words above it for the rest. */
function explain(purpose: string, program: string, ended: string, output: string): string {
  if (/ENOSPC|No space left on device|disk is full|disk-full/i.test(output)) {
    return `${purpose}: the disk is full. Free some space (a complete set-up takes about 5 GB) and run the same command again.`;
  }
  if (
    /Temporary failure in name resolution|Failed to establish a new connection|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|Read timed out|download-failed/i.test(
      output,
    )
  ) {
    return `${purpose}: a download failed. Check the network and run the same command again; it goes on from here.`;
  }
  return `${purpose}: ${program} ended with ${ended}; its last words are above.`;
}
