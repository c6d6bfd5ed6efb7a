import { TissuebookError } from '../../errors';
import { matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { SquintConfig } from './config';
import type { Likelihood } from './network';
import { isOfficial, sectionWidth, type SquintState } from './state';
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

/** @throws TissuebookError 'invalid-argument' for a network that is only read */
export function refuseTraining(where: string, config: SquintConfig): void {
  if (!isOfficial({ config })) return;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: the network of the authors' code is read here, not trained.`,
    {
      argument: 'layout',
      found: config.layout,
      advice: "Convert their checkpoint (tissuebook convert) and load it, or train with preset 'paper'.",
    },
  );
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
