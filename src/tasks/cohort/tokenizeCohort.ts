import type { CohortFiles } from '../../data';
import type { Model } from '../../models';
import { answerCohort, type CohortAnswerOptions, type CohortAnswers } from './answerCohort';

/**
 * The tokens of every cell of a cohort, by a trained model: an .h5ad for each part beside the data, with obs[key], and one list of them, which is
 * written last.
 *
 * @throws TissuebookError 'not-trained', 'invalid-argument' (a model without tokens), 'aborted', and what reading and writing throw
 */
export function tokenizeCohort(
  model: Model,
  cohort: CohortFiles,
  options: CohortAnswerOptions = {},
): Promise<CohortAnswers> {
  return answerCohort('tokenizeCohort', 'tokenize', model, cohort, options);
}
