import { displayBundle } from '../htmlDisplay';

/** Cells of a file that are worked on together: a file, or a section of it. */
export interface CohortPart {
  /** The file's name without its ending, and the section's: 'tumors/7'. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Rows of the file, rising; all of them unless given. */
  readonly cells?: Int32Array;
  readonly nObs: number;
}

/** Most parts that are listed as text (ours). */
const LISTED = 8;

/**
 * A cohort in files, of which nothing but names is in memory: larger than any machine's. Made by openCohort; for summarizeCohort, cohortVariableGenes,
 * embed and tokenizeCohort.
 */
export class CohortFiles {
  constructor(
    readonly parts: readonly CohortPart[],
    /** Features that all files have, in the order of the first. */
    readonly features: readonly string[],
    /** What a reader has to know: features that some files lack. */
    readonly notices: readonly string[] = [],
  ) {}

  /** The number of cells. */
  get nObs(): number {
    return this.parts.reduce((sum, { nObs }) => sum + nObs, 0);
  }

  toString(): string {
    const { parts, features, nObs } = this;
    const files = new Set(parts.map(({ path }) => path)).size;
    const count = (value: number): string => value.toLocaleString('en-US');
    return [
      `A cohort of ${count(nObs)} cells in ${count(files)} files: ${count(parts.length)} parts, ${count(features.length)} features in all.`,
      ...parts.slice(0, LISTED).map(({ name, nObs: own }) => `  ${name}: ${count(own)} cells`),
      ...(parts.length > LISTED ? [`  and ${count(parts.length - LISTED)} more`] : []),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}
