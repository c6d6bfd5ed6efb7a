import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAGS, findCompiler, runCompiler } from '../../../native/compiler';

export const compiler = findCompiler();
/** Put behind the name of a test that is skipped without a compiler. */
export const unless = compiler ? '' : ': needs a C++ compiler';

/** Our sources, which tests may include. */
export const SOURCE = join(__dirname, '..', '..', '..', 'native', 'source');

/** Compiles C++ files, by full path, with the flags of the binding and all warnings as errors; returns the path of the result. */
export function compileSource(name: string, files: readonly string[], flags: readonly string[]): string {
  const output = join(mkdtempSync(join(tmpdir(), 'tissuebook-native-')), name);
  const strict = [...FLAGS, '-Wall', '-Wextra', '-Werror', `-I${SOURCE}`];
  const problem = runCompiler(compiler!, __dirname, [...strict, ...files, ...flags, '-o', output]);
  if (problem) throw new Error(problem);
  return output;
}
