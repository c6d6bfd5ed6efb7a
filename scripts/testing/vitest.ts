import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageScript, ROOT } from '../setup/paths';
import { broken, type SuiteResult } from './result';
import { reportFile, runShown } from './run';

/** The parts of vitest's JSON report that are read here. */
interface VitestReport {
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; meta?: { skipReason?: string } }[];
  }[];
}

/** Runs vitest with the given arguments. A skipped test says why in its name or in `meta.skipReason`. */
export async function runVitest(name: string, args: readonly string[]): Promise<SuiteResult> {
  const file = reportFile(`${name}.json`);
  const code = await runShown(process.execPath, [
    packageScript('vitest', 'vitest.mjs'),
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--reporter=${join(ROOT, 'scripts', 'testing', 'stuckFiles.ts')}`,
    `--outputFile.json=${file}`,
  ]);
  if (!existsSync(file)) return broken(`${name}: vitest ended with code ${code} before it wrote a report`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => `${name}: ${fullName}`);
  for (const { name: path, status, message, assertionResults } of report.testResults) {
    const counted = assertionResults.some((test) => test.status === 'failed');
    if (status === 'failed' && !counted) failures.push(`${name}: ${path} could not run: ${message.split('\n')[0]}`);
  }
  if (code !== 0 && failures.length === 0) failures.push(`${name}: vitest ended with code ${code}`);
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failures.length,
    skipped: tests
      .filter(({ status }) => ['skipped', 'pending', 'todo', 'disabled'].includes(status))
      .map(({ fullName, meta }) => `${name}: ${fullName}${meta?.skipReason ? ` (${meta.skipReason})` : ''}`),
    failures,
  };
}
