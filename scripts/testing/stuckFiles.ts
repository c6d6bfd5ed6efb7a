import { spawnSync } from 'node:child_process';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Longer than any test takes. */
const LONGEST_MS = 12 * 60_000;
/** The command line of a process that runs test files. */
const FORK = /vitest.*forks/;

interface Running {
  began: number;
  /** When one of its tests last began or ended, and which. */
  heard: number;
  test?: string;
}

interface Process {
  pid: number;
  parent: number;
  /** How long it has run, in seconds. */
  age: number;
  /** State, the system call that it waits in, command line. */
  text: string;
}

/**
 * Ends the process of a test file that does not answer, and says where it was. A thread that waits outside of JavaScript, or goes round in it
 * without an end, hears of no time limit of vitest's, and the whole run would wait for it.
 */
export default class StuckFiles implements Reporter {
  private readonly running = new Map<string, Running>();
  private timer: NodeJS.Timeout | undefined;
  private readonly longest = Number(process.env.TISSUEBOOK_TEST_LONGEST_MS ?? LONGEST_MS);

  onTestRunStart(): void {
    this.timer = setInterval(() => this.look(), this.longest / 24);
    this.timer.unref();
  }

  onTestRunEnd(): void {
    clearInterval(this.timer);
  }

  onTestModuleQueued({ relativeModuleId }: TestModule): void {
    const began = Date.now();
    this.running.set(relativeModuleId, { began, heard: began });
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    this.running.delete(relativeModuleId);
  }

  onTestCaseReady(test: TestCase): void {
    this.hear(test, `in "${test.fullName}"`);
  }

  onTestCaseResult(test: TestCase): void {
    this.hear(test, `after "${test.fullName}"`);
  }

  private hear({ module }: TestCase, test: string): void {
    const file = this.running.get(module.relativeModuleId);
    if (file) Object.assign(file, { heard: Date.now(), test });
  }

  private look(): void {
    const now = Date.now();
    const stuck = [...this.running].filter(([, { heard }]) => now - heard > this.longest);
    if (stuck.length === 0) return;
    const all = processes();
    for (const [file, { began, heard, test = 'before its first test' }] of stuck) {
      this.running.delete(file);
      console.error(`\n${file} is stuck: nothing for ${Math.round((now - heard) / 1000)} s, ${test}. Its processes:`);
      // A file has a process of its own, which is as old; those of other lanes have begun with other files since.
      const since = (now - began) / 1000;
      for (const own of all.filter(
        ({ parent, age, text }) => parent === process.pid && age > since - 10 && FORK.test(text),
      )) {
        console.error(tree(own, all, '  '));
        process.kill(own.pid, 'SIGKILL');
      }
    }
  }
}

function processes(): Process[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,etime=,stat=,wchan=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, days, clock, text] = /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?([\d:]+)\s+(.*)$/.exec(line) ?? [];
    if (!clock) return [];
    const today = clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
    const age = 86_400 * Number(days ?? 0) + today;
    return [{ pid: Number(pid), parent: Number(parent), age, text: text!.slice(0, 240) }];
  });
}

function tree(root: Process, all: readonly Process[], indent: string): string {
  const below = all.filter(({ parent }) => parent === root.pid).map((child) => tree(child, all, `${indent}  `));
  return [`${indent}${root.pid} ${root.text}`, ...below].join('\n');
}
