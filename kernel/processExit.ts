/** The end of this process, which a cell's `process.exit` is not. */
export const endProcess: typeof process.exit = process.exit.bind(process);

/** A cell, or a library that was written for the command line, called `process.exit`. */
class ExitRefused extends Error {
  override readonly name = 'ExitRefused';

  constructor(code: unknown) {
    super(
      `process.exit(${code === undefined ? '' : String(code)}) was called. The kernel goes on, with all variables; ` +
        'to end it, choose "Shut Down Kernel".',
    );
  }
}

/** From here on `process.exit` ends the cell that calls it, as an error, and not the notebook's variables. */
export function refuseExit(): void {
  process.exit = (code?: number | string | null) => {
    throw new ExitRefused(code);
  };
}
