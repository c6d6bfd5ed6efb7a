import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LOADER, OURS, sources, writeSources } from '../../../native/build';
import { FLAGS, nodeHeaders, runCompiler } from '../../../native/compiler';
import { compiler, unless } from './compileSource';

const current = join(__dirname, '..', '..', '..', 'native', 'build', 'current.json');
const built = existsSync(current);
const missing = built ? unless : ': needs the TensorFlow binding, which is not built';

it.skipIf(missing !== '')(`sources of ours compile without a warning${missing}`, () => {
  const { tensorflow } = JSON.parse(readFileSync(current, 'utf8')) as { tensorflow: string };
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-native-'));
  try {
    writeSources(folder, sources());
    const strict = ['-fsyntax-only', ...FLAGS, '-Wall', '-Wextra', '-Werror', '-Iours'];
    const others = ['theirs', nodeHeaders(), join(tensorflow, 'include')].flatMap((path) => ['-isystem', path]);
    for (const name of [...LOADER, ...OURS]) {
      expect(runCompiler(compiler!, folder, [...strict, ...others, join('ours', name)]), name).toBeUndefined();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
