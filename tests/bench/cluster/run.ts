import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embedCohort } from './cohort';
import { overhead } from './overhead';
import { scaling } from './scaling';
import { sideBySide } from './sideBySide';

/**
 * npm run bench -- --only cluster, or `npx tsx tests/bench/cluster/run.ts [--only overhead,trainings,cohort,scaling] [--files 20] [--cells 100000] [--epochs 20]`
 *
 * What a cluster costs over Dask alone, what two workers gain over one, what memory a cohort takes that no worker could hold, and how far
 * more machines would go.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: 'overhead,trainings,cohort,scaling' },
      files: { type: 'string', default: '20' },
      cells: { type: 'string', default: '100000' },
      epochs: { type: 'string', default: '20' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'cluster-bench-'));
  try {
    const wanted = values.only.split(',');
    if (wanted.includes('overhead')) await overhead(folder);
    if (wanted.includes('trainings')) await sideBySide(Number(values.epochs));
    if (wanted.includes('scaling')) await scaling();
    if (wanted.includes('cohort')) await embedCohort(folder, Number(values.files), Number(values.cells));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
void main();
