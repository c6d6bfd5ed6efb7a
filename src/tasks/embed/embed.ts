import { type AnnData, CohortFiles, type DenseMatrix } from '../../data';
import { type Model, type ModelData, toCells, type WorkPlace } from '../../models';
import { recordStep } from '../../prepare';
import { checkOptions, text } from '../../options';
import { answerCohort, type CohortAnswerOptions, type CohortAnswers } from '../cohort/answerCohort';
import { need, needTrained } from '../shared/modelChecks';
import { onCheck } from '../shared/onCluster';
import { modelNotices } from '../shared/modelNotices';

export interface EmbedOptions {
  /** The entry of obsm that takes the vectors. 'X_' and the model's name, as fit() writes them: 'X_squint'. */
  key?: string;
  /** A cluster, one of whose workers embeds. */
  on?: WorkPlace;
}

/**
 * One vector for each cell, from any trained model: for cluster, annotate, umap and all that takes an entry of obsm. The data
 * may be others than those of training; a model of pictures takes `{ cells, image }`. The vectors of a cohort in files are written beside
 * the data, an .h5ad for each part with obsm[key], and a list of them last.
 *
 * @returns a new AnnData with obsm[key] [nObs, width]; features of the model that the data lack are named in uns[key + '_missing'], one a line;
 *   what its training warned of, in uns[key + '_notices'], one a line; of a model that can do with less than it was trained on, what the vectors
 *   are made of, in uns[key + '_branch']: 'pictures and genes', 'pictures alone', 'genes alone'
 * @throws TissuebookError 'not-trained', 'shape-mismatch' (features that the model needs and the data lack), 'missing-key'
 */
export function embed(model: Model, data: ModelData, options?: EmbedOptions): Promise<AnnData>;
export function embed(model: Model, data: CohortFiles, options?: CohortAnswerOptions): Promise<CohortAnswers>;
export async function embed(
  model: Model,
  data: ModelData | CohortFiles,
  options: EmbedOptions & CohortAnswerOptions = {},
): Promise<AnnData | CohortAnswers> {
  if (data instanceof CohortFiles) return answerCohort('embed', 'embed', model, data, options);
  checkOptions('embed', options, { key: text, on: onCheck });
  needTrained('embed', model);
  const vectorsOf = need('embed', model, 'embed');
  const { id } = model.card;
  const { key = `X_${id}`, on } = options;
  const adata = toCells('embed', data);
  const vectors = on ? ((await on.run('embed', { model, data }, { title: `${id} embeds` })) as DenseMatrix) : await vectorsOf(data); // prettier-ignore
  const known = new Set(adata.var.index);
  const missing = (model.features ?? []).filter((name) => !known.has(name));
  const said = [
    ['missing', missing],
    ['notices', modelNotices(model)],
    ['branch', model.can.embedsFrom ? [model.can.embedsFrom(data)] : []],
  ].flatMap(([name, lines]): [string, string][] =>
    lines!.length > 0 ? [[`${key}_${name as string}`, (lines as string[]).join('\n')]] : [],
  );
  return recordStep(
    adata,
    `embed(${id}, key ${key})`,
    {
      obsm: new Map(adata.obsm).set(key, vectors),
      // Whoever reads the vectors later can see what they were made without, and what their model warned of.
      ...(said.length > 0 && { uns: new Map([...adata.uns, ...said]) }),
    },
    { options: { ...options, model: id } },
  );
}
