import { existsSync, readFileSync } from 'node:fs';
import { venvProgram } from '../setup/paths';
import { broken, type SuiteResult } from './result';
import { reportFile, runShown } from './run';

const NAMED: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Undoes XML's escapes in an attribute value. */
function unescape(value: string): string {
  return value.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    return String.fromCodePoint(name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}

function attribute(tag: string, name: string): string {
  return unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

/** Longer than any test takes, in seconds. One that hangs says where, and ends the suite. */
const LONGEST_S = 900;

/**
 * Runs pytest on a folder and reads its JUnit report.
 *
 * @param parallel runs two tests at a time. Default: false
 */
export async function runPytest(name: string, folder: string, parallel = false): Promise<SuiteResult> {
  const file = reportFile(`${name}.xml`);
  const options = [
    '-q',
    '-p',
    'no:cacheprovider',
    `--junitxml=${file}`,
    '-o',
    `faulthandler_timeout=${LONGEST_S}`,
    '-o',
    'faulthandler_exit_on_timeout=true',
  ];
  if (parallel) options.push('--numprocesses=2');
  const code = await runShown(venvProgram('python'), ['-m', 'pytest', folder, ...options]);
  if (!existsSync(file)) return broken(`${name}: pytest ended with code ${code} before it wrote a report`);
  const result = readReport(name, readFileSync(file, 'utf8'));
  if (code === 0 || result.failed > 0) return result;
  return { ...result, failed: 1, failures: [`${name}: pytest ended with code ${code}`] };
}

/** What a JUnit report says of each test. */
function readReport(suite: string, report: string): SuiteResult {
  const result: SuiteResult = { passed: 0, failed: 0, skipped: [], failures: [] };
  for (const [, tag, body] of report.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const title = `${suite}: ${attribute(tag ?? '', 'classname')}.${attribute(tag ?? '', 'name')}`;
    const skipped = /<skipped\b([^>]*)/.exec(body ?? '');
    if (/<(failure|error)\b/.test(body ?? '')) result.failures.push(title);
    else if (skipped) result.skipped.push(`${title} (${attribute(skipped[1] ?? '', 'message')})`);
    else result.passed += 1;
  }
  return { ...result, failed: result.failures.length };
}
