import { decimal } from '../../tests/quality/numbers';
import type { Outcome } from '../../tests/quality/outcome';

/** All numbers of an outcome for a reader, those with a mark beside it. */
export function markLines(outcome: Outcome): string[] {
  return outcome.figures.map((figure) => {
    const mark = outcome.marks.find((each) => each.figure === figure);
    const values = outcome.values(figure).map((value) => decimal(value, 3));
    const text = `  ${figure.padEnd(42)} ${outcome.spread(figure, 3).padStart(14)}  (${values.join(' ')})`;
    if (!mark) return text;
    const { goal, value, reference, margin, reached } = mark;
    return `${text}  ${goal} ${value} (reference ${reference}, margin ${margin})${reached ? '' : '  MISSED'}`;
  });
}

/** What out/quality.json holds: every run, every mark, the machine kind and the day. */
export function reportOf(
  outcomes: readonly Outcome[],
  skipped: readonly { id: string; missing: readonly string[] }[],
  engine: { provider: string; threads: number },
): object {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { platform: process.platform, arch: process.arch, node: process.version, ...engine },
    targets: outcomes.map(({ target, seeds, complete, runs, joint, marks }) => ({
      id: target.id,
      model: target.model,
      title: target.title,
      data: target.data,
      seeds,
      complete,
      reached: marks.every(({ reached }) => reached),
      marks,
      runs: runs.map((numbers, at) => ({ seed: seeds[at], ...numbers })),
      ...(Object.keys(joint).length > 0 && { together: joint }),
    })),
    skipped,
  };
}
