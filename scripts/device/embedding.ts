import { join } from 'node:path';
import { ROOT } from '../setup/paths';
import { jsonOf, lastWords, type Part, runFor, script } from './parts';

/** Cells of a whole run, and of a dry one. */
const CELLS = { whole: 1_000_000, dry: 2_000 };

/** A tissue of a million cells, embedded by a network that was trained on a part of it. */
export const checkEmbedding: Part = async function* (box, { dry, cells = dry ? CELLS.dry : CELLS.whole }) {
  const program = join(ROOT, 'tests', 'bench', 'device', 'embedding.ts');
  const ended = await runFor(box, process.execPath, script(program, '--cells', String(cells)));
  if (ended.code === undefined) {
    return yield { part: 'embedding', sound: true, text: `embedding of ${cells} cells: left out, the time was up` };
  }
  const numbers = jsonOf(ended);
  if (!numbers) return yield { part: 'embedding', sound: false, text: `embedding: ${lastWords(ended)}` };
  const { device, seconds, cells_per_second: rate, peak_mb: peak, finite } = numbers;
  const text = `embedding of ${cells} cells on ${String(device)}: ${String(seconds)} s, ${String(rate)} cells/s, ${String(peak)} MB at the most`;
  yield { part: 'embedding', sound: finite === true && numbers['cells'] === cells, text, numbers };
};
