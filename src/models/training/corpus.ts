import { type AnnData, BackedAnnData, concat, readH5ad, readH5mu, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { type Corpus, type ModelData, toCells } from '../contract';

/**
 * Several tissues in memory: files are read, backed data loaded, the rest given back as it is.
 *
 *     const corpus = await openCorpus(['patient1.h5ad', 'patient2.h5ad']);
 *     await squint.fit(corpus);
 *
 * @throws TissuebookError as readH5ad and readH5mu do
 */
export async function openCorpus(corpus: Corpus): Promise<ModelData[]> {
  const opened: ModelData[] = [];
  for (const part of corpus) {
    if (typeof part === 'string') opened.push(await (part.endsWith('.h5mu') ? readH5mu(part) : readH5ad(part)));
    else if (part instanceof BackedAnnData) opened.push(await part.subset({}));
    else opened.push(part);
  }
  return opened;
}

/**
 * Several tissues as one table, with the features that all have, for models that keep sections apart by a column of obs.
 *
 * @param sectionColumn the model's; it must tell all sections of all tissues apart
 * @throws TissuebookError 'invalid-argument' (no tissue, one that is not in memory, no column, a section in two tissues)
 */
export function joinTissues(where: string, corpus: Corpus, sectionColumn: string): AnnData {
  const wrong = (sentence: string, advice: string, found: unknown): TissuebookError =>
    new TissuebookError('invalid-argument', `${where}: ${sentence}`, { argument: 'data', found, advice });
  const tissues = corpus.map((part, at) => {
    if (typeof part !== 'string' && !(part instanceof BackedAnnData)) return toCells(where, part);
    throw wrong(`tissue ${at + 1} is not in memory.`, 'Load all of them first: await openCorpus([...]).', at);
  });
  if (tissues.length === 0) throw wrong('there is no tissue.', 'Give one or more.', 0);
  if (tissues.length === 1) return tissues[0]!;
  if (sectionColumn === '') {
    const advice = "Make the model with the option section, a column of obs that each has: { section: 'sample' }.";
    throw wrong(`nothing tells the ${tissues.length} tissues apart.`, advice, tissues.length);
  }
  const owner = new Map<string, number>();
  for (const [at, tissue] of tissues.entries()) {
    for (const name of new Set(valuesOf(tissue.column(sectionColumn)).map(String))) {
      if (owner.has(name)) {
        const sentence = `section "${name}" is in tissues ${owner.get(name)! + 1} and ${at + 1}.`;
        throw wrong(sentence, `Names in obs["${sectionColumn}"] must differ between tissues.`, name);
      }
      owner.set(name, at);
    }
  }
  return concat(tissues, { indexUnique: '-' });
}
