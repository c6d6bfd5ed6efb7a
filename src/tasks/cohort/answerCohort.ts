import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { displayBundle } from '../../data/htmlDisplay';
import type { CohortFiles } from '../../data';
import type { CohortPart } from '../../data/cohort/cohortFiles';
import { writeWholeFile } from '../../data/h5ad/wholeFile';
import { TissuebookError } from '../../errors';
import type { Model, WorkPlace } from '../../models';
import { anything, checkOptions, text } from '../../options';
import { need, needTrained } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { onCheck } from '../shared/onCluster';
import { eachOn, type EachOptions } from './eachOn';
import { type PartAnswer, resultPath, type WrittenPart, writePart } from './writePart';

export interface CohortAnswerOptions extends EachOptions {
  /** The entry of obsm, or the column of obs. 'X_squint', 'squint_token'. */
  readonly key?: string;
  /** The folder for the results; beside the data unless given. With a cluster, one that all workers see. */
  readonly into?: string;
  /** A cluster, whose workers read, ask and write. */
  readonly on?: WorkPlace;
}

/** Results of a cohort, in a file for each part; shows itself as text. */
export class CohortAnswers {
  /** The file that lists them; it was written last, so where it is, all of them are. */
  readonly manifest: string;
  readonly key: string;
  readonly parts: readonly WrittenPart[];
  readonly notices: readonly string[];

  constructor({ manifest, key, parts, notices }: Pick<CohortAnswers, 'manifest' | 'key' | 'parts' | 'notices'>) {
    this.manifest = manifest;
    this.key = key;
    this.parts = parts;
    this.notices = notices;
  }

  toString(): string {
    const cells = this.parts.reduce((sum, part) => sum + part.cells, 0).toLocaleString('en-US');
    return [
      `${this.key} of ${cells} cells in ${this.parts.length} files, listed in ${this.manifest}`,
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/** Asks a trained model about every part of a cohort; whoever reads a part writes its results. */
export async function answerCohort(
  where: string,
  what: PartAnswer,
  model: Model,
  cohort: CohortFiles,
  options: CohortAnswerOptions,
): Promise<CohortAnswers> {
  checkOptions(where, options, { key: text, into: text, on: onCheck, signal: anything, onProgress: anything });
  needTrained(where, model);
  need(where, model, what);
  const { id } = model.card;
  const { key = what === 'embed' ? `X_${id}` : `${id}_token`, on, ...course } = options;
  const into = options.into === undefined ? undefined : resolve(options.into);
  if (into !== undefined) mkdirSync(into, { recursive: true });
  checkNames(where, cohort, key, into);
  const how = { what, key, into };
  const parts = await eachOn<WrittenPart, CohortPart>(
    on,
    cohort.parts,
    {
      task: 'cohort.answer',
      argument: (part) => ({ model, part, options: how }),
      title: ({ name }) => `${id}: ${name}`,
      here: (part) => writePart(model, part, how),
    },
    course,
  );
  const notices = [...cohort.notices, ...modelNotices(model)];
  const manifest = join(into ?? dirname(cohort.parts[0]!.path), `${key}.manifest.json`);
  const content = JSON.stringify({ version: 1, key, model: id, settings: model.config, notices, parts }, undefined, 1);
  await writeWholeFile(manifest, (path) => writeFile(path, content));
  return new CohortAnswers({ manifest, key, parts, notices });
}

/** Two parts must not write one file. */
function checkNames(where: string, cohort: CohortFiles, key: string, into: string | undefined): void {
  const seen = new Set<string>();
  for (const part of cohort.parts) {
    const path = resultPath(part, key, into);
    if (seen.size < seen.add(path).size) continue;
    throw new TissuebookError('invalid-argument', `${where}: two parts would be written to ${path}.`, {
      argument: into === undefined ? 'data' : 'into',
      found: path,
      advice: 'Give files and sections names that differ in letters and digits.',
    });
  }
}
