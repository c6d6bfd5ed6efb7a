import { parseArgs } from 'node:util';
import { browserStep } from './setup/browser';
import { main, SetupError } from './setup/report';
import { runSteps } from './setup/step';
import { TEST_STEPS } from './setup/steps';
import { SUITES } from './testing/suites';
import { total, type SuiteResult } from './testing/result';

void main(async () => {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, 'no-setup': { type: 'boolean', default: false } },
  });
  const wanted = values.only?.split(',') ?? SUITES.map((suite) => suite.name);
  const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length) {
    throw new SetupError(
      `there is no test suite ${unknown.join(', ')}. There are: ${SUITES.map((s) => s.name).join(', ')}.`,
    );
  }
  if (!values['no-setup']) {
    console.log('Tissuebook: setting up for the tests');
    await runSteps(wanted.includes('browser') ? [...TEST_STEPS, browserStep] : TEST_STEPS);
  }
  const results: SuiteResult[] = [];
  for (const suite of SUITES.filter(({ name }) => wanted.includes(name))) {
    console.log(`\n${suite.name}: ${suite.what}`);
    const started = Date.now();
    const result = await suite.run();
    results.push(result);
    console.log(
      `${suite.name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped in ${((Date.now() - started) / 1000).toFixed(0)} s`,
    );
  }
  const all = total(results);
  if (all.skipped.length) console.log('\nSkipped, and why:');
  for (const reason of all.skipped) console.log(`  ${reason}`);
  if (all.failures.length) console.log('\nFailed:');
  for (const failure of all.failures) console.log(`  ${failure}`);
  console.log(`\n${all.passed} passed, ${all.failed} failed, ${all.skipped.length} skipped`);
  return all.failed > 0 || all.passed === 0 ? 1 : 0;
});
