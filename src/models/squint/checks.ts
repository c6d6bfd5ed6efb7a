import { TissuebookError } from '../../errors';
import type { SquintConfig } from './config';
import type { Likelihood } from './network';
import type { SquintState } from './state';
import type { Tissue } from './tissue';

/** Decides 'auto' by whether X holds counts. @throws TissuebookError 'invalid-argument' for negative counts */
export function chooseLikelihood(where: string, tissue: Tissue, config: SquintConfig): Likelihood {
  const { counts, negative } = tissue.values;
  if (config.likelihood === 'auto') return counts ? 'negative-binomial' : 'gaussian';
  if (config.likelihood === 'negative-binomial' && negative > 0) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: X holds ${negative} negative values, which no count can be.`,
      {
        argument: 'likelihood',
        found: config.likelihood,
        advice: "Give counts, or use likelihood: 'gaussian' for intensities and scaled data.",
      },
    );
  }
  return config.likelihood;
}

/** 1 for each of the given cells. @throws TissuebookError 'invalid-argument' for a number that is no cell */
export function cellMask(where: string, tissue: Tissue, cells: ArrayLike<number>): Uint8Array {
  const held = new Uint8Array(tissue.cells);
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at]!;
    if (!Number.isInteger(cell) || cell < 0 || cell >= tissue.cells) {
      throw new TissuebookError('invalid-argument', `${where}: ${cell} is no cell.`, {
        argument: 'cells',
        found: cell,
        advice: `Cells are whole numbers from 0 to ${tissue.cells - 1}.`,
      });
    }
    held[cell] = 1;
  }
  return held;
}

/**
 * The tissue with its sections numbered as a trained model knows them.
 *
 * @throws TissuebookError 'shape-mismatch' (other features), 'missing-key' (a section that the model does not know)
 */
export function matchTissue(where: string, tissue: Tissue, state: SquintState): Tissue {
  const other = tissue.features.findIndex((feature, at) => feature !== state.features[at]);
  if (tissue.features.length !== state.features.length || other >= 0) {
    throw new TissuebookError('shape-mismatch', `${where}: the features differ from those the model was trained on.`, {
      argument: 'adata',
      found: other >= 0 ? tissue.features[other] : tissue.features.length,
      advice: `It knows ${state.features.length} features in a fixed order; choose them with subset.`,
    });
  }
  return { ...tissue, section: sectionNumbers(where, tissue, state) };
}

/** Section numbers as the model knows them. */
function sectionNumbers(where: string, tissue: Tissue, state: SquintState): Int32Array {
  const known = tissue.sections.map((name) => state.sections.indexOf(name));
  const unknown = known.indexOf(-1);
  if (unknown >= 0) {
    throw new TissuebookError(
      'missing-key',
      `${where}: the model was not trained on section "${tissue.sections[unknown]}".`,
      {
        argument: 'section',
        found: tissue.sections[unknown],
        advice: `It knows: ${state.sections.slice(0, 20).join(', ')}.`,
      },
    );
  }
  return tissue.section.map((number) => known[number]!);
}
