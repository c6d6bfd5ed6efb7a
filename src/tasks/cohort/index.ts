export { CohortAnswers, type CohortAnswerOptions } from './answerCohort';
export { cohortVariableGenes, type CohortVariableGenesOptions } from './cohortVariableGenes';
export { openCohort, type OpenCohortOptions } from './openCohort';
export { summarizeCohort, type SummarizeCohortOptions } from './summarizeCohort';
export { tokenizeCohort } from './tokenizeCohort';
export type { WrittenPart } from './writePart';
