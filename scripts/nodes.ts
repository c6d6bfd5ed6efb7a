import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './setup/command';
import { ROOT, packageScript } from './setup/paths';
import { SetupError, main } from './setup/report';

/** What the engine is tested with on each Node.js: its own tests, and those against reference values. */
const TESTS = ['tests/unit/engine', 'tests/unit/native', 'tests/golden/engine'];
/** A busy machine takes its time to load TensorFlow. */
const PATIENCE = ['--hookTimeout=120000', '--testTimeout=240000'];

/**
 * npm run nodes [-- --nodes 20,22,24]
 *
 * Runs the engine's tests with several versions of Node.js. Their programs come from npm, once, into the cache folder of the
 * user (or that of XDG_CACHE_HOME).
 */
void main(async () => {
  const { values } = parseArgs({ options: { nodes: { type: 'string', default: '20,22,24' } } });
  const wanted = values.nodes.split(',');
  const odd = wanted.find((major) => !/^\d+$/.test(major));
  if (odd !== undefined) throw new SetupError(`--nodes takes main versions such as 20,22,24, found "${odd}".`);
  for (const major of wanted) {
    const program = await nodeProgram(major);
    const { output } = await command(program, ['--version'], { purpose: `Starting Node.js ${major}` });
    console.log(`\nNode.js ${output.trim()}`);
    await command(program, [packageScript('vitest', 'vitest.mjs'), 'run', ...TESTS, ...PATIENCE], {
      cwd: ROOT,
      purpose: `The engine's tests with Node.js ${major}`,
      inherit: true,
    });
  }
  return 0;
});

/** This very program when it is of the version asked for, else the newest of that version from npm. */
async function nodeProgram(major: string): Promise<string> {
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tissuebook', 'nodes', major);
  const name = `node-${process.platform}-${process.arch}`;
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  await command('npm', ['install', ...options, `${name}@${major}`], {
    cwd: folder,
    purpose: `Fetching Node.js ${major}`,
  });
  return program;
}
