// First, as it holds for all that is loaded after it.
import './compiledModules';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cells, type RunControl } from './language/cells';
import { bundleOf } from './session/display';
import './session/session';

/** What notebooks do first: whatever is compiled for it is kept. */
const OPEN = `
import { datasets, simulateCohort, spatialView, writeH5ad, zoo } from 'tissuebook'
await writeH5ad(simulateCohort({ patients: 1, cells: 200 }), 'cells.h5ad')
const cells = await datasets.load('cells.h5ad')
`;
const DRAW = "spatialView(cells, { color: 'cell_type' })";

/** Runs them without a notebook; what was compiled is kept when the process ends. */
async function compileAhead(): Promise<void> {
  const control: RunControl = { alive: () => undefined, interruptible: (work) => work(), guarded: (run) => run() };
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-'));
  process.chdir(folder);
  try {
    const cells = new Cells(folder, control);
    await cells.run(OPEN, 'Cell 1');
    const { value } = await cells.run(DRAW, 'Cell 2');
    await bundleOf(value);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

compileAhead().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
