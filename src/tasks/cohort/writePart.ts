import { basename, dirname, join, resolve } from 'node:path';
import { AnnData, categorical, Table, writeH5ad } from '../../data';
import type { CohortPart } from '../../data/cohort/cohortFiles';
import { readPart } from '../../data/cohort/partOf';
import { type Model, tokenNames } from '../../models';
import { need, needTrained } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';

/** What a model says of each cell of a part. */
export type PartAnswer = 'embed' | 'tokenize';

/** How a part's results are kept. */
export interface PartResultOptions {
  readonly what: PartAnswer;
  /** The entry of obsm, or the column of obs. */
  readonly key: string;
  /** The folder of the results; beside the data unless given. */
  readonly into?: string | undefined;
}

/** A part whose results were written. */
export interface WrittenPart {
  readonly name: string;
  /** Where the cells are, and where their results. */
  readonly source: string;
  readonly file: string;
  readonly cells: number;
  /** Numbers, or tokens, of each cell. */
  readonly columns: number;
}

/** Has a model look at one part, and writes what it says beside the data: an .h5ad with the names of the cells and no X. */
export async function writePart(
  model: Model,
  part: CohortPart,
  { what, key, into }: PartResultOptions,
): Promise<WrittenPart> {
  const where = what === 'embed' ? 'embed' : 'tokenizeCohort';
  needTrained(where, model);
  need(where, model, what);
  const adata = await readPart(part);
  const obs = new Table(adata.obs.index);
  const result = new AnnData({ obs, var: new Table([]), uns: about(model, part) });
  let columns: number;
  if (what === 'embed') {
    const vectors = await model.can.embed!(adata);
    result.obsm.set(key, vectors);
    ({ columns } = vectors);
  } else {
    const { codes, heads } = await model.can.tokenize!(adata);
    obs.set(key, categorical(tokenNames(codes, heads)));
    columns = heads;
  }
  const file = resultPath(part, key, into);
  await writeH5ad(result, file);
  return { name: part.name, source: part.path, file, cells: adata.nObs, columns };
}

/** 'tumors.h5ad', part 'tumors/7' -> 'tumors.7.X_squint.h5ad'. */
export function resultPath({ name, path }: CohortPart, key: string, into: string | undefined): string {
  const words = `${name}.${key}`.replace(/[^\p{L}\p{N}_.+-]+/gu, '.');
  return join(into === undefined ? dirname(path) : resolve(into), basename(`${words}.h5ad`));
}

function about(model: Model, { path, name }: CohortPart): AnnData['uns'] {
  const notices = modelNotices(model);
  return new Map([
    ['model', model.card.id],
    ['source', path],
    ['part', name],
    ...(notices.length > 0 ? [['notices', notices.join('\n')] as const] : []),
  ]);
}
