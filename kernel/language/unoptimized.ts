import v8 from 'node:v8';
import ts from 'typescript';

/**
 * Functions of TypeScript that make a few thousand closures per program and return them. V8 takes them for hot after
 * some cells, and its optimizing compiler then works on them for seconds, beside the cells, and leaves up to 150 MB of
 * the process's memory taken, for code that is no faster.
 */
const CLOSURE_MAKERS = ['createTypeChecker', 'createProgram', 'createPrinter'];

/** Has V8 interpret them for good; what they return is optimized as ever. To be called before they are used. */
export function keepClosureMakersInterpreted(): void {
  const interpret = interpreter();
  for (const name of CLOSURE_MAKERS) {
    const make = (ts as unknown as Record<string, unknown>)[name];
    if (interpret && typeof make === 'function') interpret(make);
  }
}

/** V8 offers this only to scripts that are compiled while the flag is on; undefined where it has no such function. */
function interpreter(): ((target: unknown) => void) | undefined {
  v8.setFlagsFromString('--allow-natives-syntax');
  try {
    return new Function('target', '%NeverOptimizeFunction(target)') as (target: unknown) => void;
  } catch {
    return undefined;
  } finally {
    v8.setFlagsFromString('--no-allow-natives-syntax');
  }
}
