import { parseArgs } from 'node:util';
import { command } from './setup/command';
import { nodeProgram } from './setup/nodeProgram';
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
