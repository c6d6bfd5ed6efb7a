import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startEngine } from '../src/engine';
import { cardFigures, figuresPath, readFigures } from '../tests/quality/cardFigures';
import { QualityContext } from '../tests/quality/context';
import type { Outcome } from '../tests/quality/outcome';
import { runTarget } from '../tests/quality/runTarget';
import type { QualityTarget } from '../tests/quality/target';
import { QUALITY_TARGETS } from '../tests/quality/targets';
import { chooseTargets } from './quality/chooseTargets';
import { markLines, reportOf } from './quality/report';
import { ROOT } from './setup/paths';
import { main, SetupError } from './setup/report';
import { runSteps } from './setup/step';
import { NOTEBOOK_STEPS } from './setup/steps';

/**
 * npm run quality [-- --only squint,T4] [--seeds 1] [--no-setup]
 *
 * Trains the models on measured data and holds them to their marks. Targets whose data are absent are skipped by name. Writes
 * out/quality.json and, for targets that ran with all their seeds, the figures of the model cards. Ends with code 1 when a mean
 * misses its mark.
 */
void main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seeds: { type: 'string' },
      'no-setup': { type: 'boolean', default: false },
    },
  });
  const chosen = chooseTargets(QUALITY_TARGETS, values.only?.split(','));
  const most = seedCount(values.seeds);
  if (!values['no-setup']) await runSteps(NOTEBOOK_STEPS);

  const { provider, threads } = await startEngine();
  const context = new QualityContext();
  const outcomes: Outcome[] = [];
  const skipped: { id: string; missing: string[] }[] = [];
  for (const target of chosen) {
    const missing = context.missing(target.data);
    const name = `${target.id} ${target.model}: ${target.title}`;
    if (missing.length > 0) {
      console.log(`${name}\n  skipped: ${missing.join(', ')} not in ${context.folder} (TISSUEBOOK_DATA)`);
      skipped.push({ id: target.id, missing });
      continue;
    }
    const seeds = target.seeds.slice(0, most);
    console.log(`${name}; seeds ${seeds.join(', ')}`);
    const outcome = await runTarget(target, seeds, context, console.log);
    outcomes.push(outcome);
    for (const line of markLines(outcome)) console.log(line);
    writeReport(reportOf(outcomes, skipped, { provider, threads }));
    writeCard(target, outcome);
  }
  writeReport(reportOf(outcomes, skipped, { provider, threads }));
  return outcomes.some(({ marks }) => marks.some(({ reached }) => !reached)) ? 1 : 0;
});

function seedCount(text = '1000'): number {
  if (!/^[1-9]\d*$/.test(text)) throw new SetupError(`--seeds is a number of seeds, 1 or more; found ${text}.`);
  return Number(text);
}

function writeReport(report: object): void {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  writeFileSync(join(ROOT, 'out', 'quality.json'), `${JSON.stringify(report, null, 2)}\n`);
}

/** Figures go to the card as soon as their target is complete, so that a run that is cut off keeps what it has. */
function writeCard(target: QualityTarget, outcome: Outcome): void {
  const path = figuresPath(target.model);
  const name = relative(ROOT, path);
  if (!outcome.complete) {
    console.log(`  ${name} stays: it shows runs with seeds ${target.seeds.join(', ')}`);
    return;
  }
  const figures = cardFigures(readFigures(target.model), [outcome]);
  writeFileSync(path, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`  written to ${name}`);
}
