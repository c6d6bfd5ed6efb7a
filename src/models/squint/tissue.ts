import { coordinates, type AnnData, type DenseMatrix, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { type Graph, knnGraph } from '../../graph';
import { readSections } from '../../data/sections';
import { checkValues, type ValueSummary } from '../../prepare/values/checkValues';
import { matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { SquintConfig } from './config';
import { sectionWidth, type SquintState } from './state';

/** A data set as SQUINT reads it, checked. */
export interface Tissue {
  readonly cells: number;
  readonly features: readonly string[];
  /** X [cells, features] as given. */
  readonly matrix: Matrix;
  readonly values: ValueSummary;
  /** [cells, 2 or 3], in the unit of the data */
  readonly points: DenseMatrix;
  /** Section number of each cell. */
  readonly section: Int32Array;
  /** Names of the sections; one, '', where the model is told of none. */
  readonly sections: readonly string[];
  /** Symmetric nearest neighbors inside of a section; weights are lengths. */
  readonly graph: Graph;
}

/**
 * Reads what SQUINT needs and changes nothing.
 *
 * @param where the function as its user calls it, for messages
 * @throws TissuebookError 'missing-key' (no X, no coordinates, no such obs column), 'not-finite' (a value or a
 *   coordinate), 'invalid-argument' (too few cells, a cell without section)
 */
export function readTissue(where: string, adata: AnnData, config: SquintConfig): Tissue {
  const matrix = adata.matrix();
  const cells = adata.nObs;
  if (cells < config.neighbors + 1) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: ${cells} cells are too few for ${config.neighbors} neighbors each.`,
      { argument: 'adata', found: cells, advice: `It takes ${config.neighbors + 1} cells, or a smaller neighbors.` },
    );
  }
  const { section, sections } = readSections(where, adata, config.section);
  const { points } = coordinates(adata);
  const values = checkValues(where, adata, matrix);
  const graph = knnGraph(points, { k: config.neighbors, symmetric: true, groups: section });
  return { cells, features: adata.var.index, matrix, values, points, section, sections, graph };
}

/**
 * The tissue as a trained model knows it: its features, found by name, in its order, and its numbers for the sections.
 *
 * @param newSections 'average' lets sections that the model does not know count as a part of each known one
 * @throws TissuebookError 'shape-mismatch' (most features are not there), 'missing-key' (a section that the model does not
 *   know)
 */
export function matchTissue(
  where: string,
  tissue: Tissue,
  state: SquintState,
  newSections: 'refuse' | 'average' = 'refuse',
): Tissue {
  const section = sectionWidth(state) > 0 ? sectionNumbers(where, tissue, state, newSections) : tissue.section;
  const match = matchFeatures(where, tissue.features, state.features);
  const fill = state.scale.likelihood === 'gaussian' ? state.scale.mean : undefined;
  return { ...tissue, section, features: state.features, matrix: takeFeatures(tissue.matrix, match, fill) };
}

/** Section numbers as the model knows them; unknown sections get numbers of their own behind the known ones. */
function sectionNumbers(
  where: string,
  tissue: Tissue,
  state: SquintState,
  newSections: 'refuse' | 'average',
): Int32Array {
  let next = state.sections.length;
  const numbers = tissue.sections.map((name) => {
    const known = state.sections.indexOf(name);
    if (known < 0 && newSections === 'refuse') throw unknownSection(where, name, state);
    return known < 0 ? next++ : known;
  });
  return tissue.section.map((number) => numbers[number]!);
}

function unknownSection(where: string, name: string, { sections }: SquintState): TissuebookError {
  return new TissuebookError('missing-key', `${where}: the model was not trained on section "${name}".`, {
    argument: 'section',
    found: name,
    advice: `It knows: ${sections.slice(0, 20).join(', ')}. With newSections: 'average' it counts as a part of each of them.`,
  });
}
