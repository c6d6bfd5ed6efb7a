import { packageScript } from '../setup/paths';
import { lastWords, type Part, runFor } from './parts';

/** Tests of operations, attention, convolutions, encodings and optimizers against reference values. */
const ALL = 'tests/golden/engine';
const ONE = 'tests/golden/engine-optimizer';

/** The engine's operations against reference values, on the device. */
export const checkGolden: Part = async function* (box, { dry }) {
  const args = ['run', dry ? ONE : ALL, '--maxWorkers=1', '--reporter=json', '--testTimeout=240000'];
  const ended = await runFor(box, process.execPath, [packageScript('vitest', 'vitest.mjs'), ...args]);
  if (ended.code === undefined) return yield { part: 'golden', sound: true, text: 'golden: left out, the time was up' };
  const line = ended.output.split('\n').find((text) => text.startsWith('{'));
  const counts = line === undefined ? undefined : (JSON.parse(line) as Record<string, number>);
  if (!counts) return yield { part: 'golden', sound: false, text: `golden: ${lastWords(ended)}` };
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = counts;
  const text = `golden: ${passed} passed, ${failed} failed, ${skipped} skipped`;
  yield { part: 'golden', sound: ended.code === 0, text, numbers: { passed, failed, skipped } };
};
