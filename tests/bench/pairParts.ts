import { parseArgs } from 'node:util';
import {
  log1p,
  match,
  MuData,
  normalizeTotal,
  predictModality,
  simulateCiteSeq,
  type Table,
  valuesOf,
  zoo,
} from '../../src';
import { startEngine } from '../../src/engine';
import { type GeneSet, geneSetGraph } from '../../src/graph/prior';
import type { ScmoformerOptions, ScmognnOptions } from '../../src/models';
import { Random } from '../../src/random';
import { marrow } from '../quality/data';
import { QualityContext } from '../quality/context';

/**
 * What the models of two modalities are without one of their parts (Wen 2024, tables 3.3 and 3.4, figure 3.3, figure 2.2):
 * npx tsx tests/bench/pairParts.ts [--only scmoformer,scmognn,matching] [--data marrow,simulated] [--folds 5] [--seed 0] [--epochs 300] [--variants 0,2]
 *
 * `marrow` is bone marrow (TISSUEBOOK_DATA), where hardly anything is known of a protein's gene. `simulated` is CITE-seq in which a protein
 * follows three genes: `links` are true, genes of a program are joined; `shuffled` has as many of both between others.
 */
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', default: 'scmoformer,scmognn,matching' },
    data: { type: 'string', default: 'marrow,simulated' },
    folds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '0' },
    epochs: { type: 'string' },
    variants: { type: 'string' },
  },
});
const ASK = {
  from: 'rna',
  to: 'prot',
  folds: Number(asked.folds),
  seed: Number(asked.seed),
  progress: false,
  ...(asked.epochs !== undefined && { epochs: Number(asked.epochs) }),
};

/** A part that is left out or put in another's place, and the data that it is asked on. */
interface Variant<O> {
  what: string;
  options: O;
  /** Known links and graph between other genes than the true ones. */
  shuffled?: boolean;
}

const NETWORK = { geneGraph: 'program', encoding: 'walk' } as const;

/** On bone marrow there is no graph of genes: nothing could be fetched. */
const FORMER: Record<string, Variant<ScmoformerOptions>[]> = {
  marrow: [
    { what: 'all transformers, links', options: {} },
    { what: "the cells' transformer alone", options: { attending: 'cell' } },
    { what: "the genes' transformer alone", options: { attending: 'gene' } },
    { what: "the proteins' transformer alone", options: { attending: 'protein' } },
    { what: 'no transformer', options: { attending: 'none' } },
    { what: 'no prior knowledge', options: { prior: 'none' } },
  ],
  simulated: [
    { what: 'all: links, graph, walks, transformers', options: NETWORK },
    { what: 'Laplacian in place of walks', options: { ...NETWORK, encoding: 'laplacian' } },
    { what: 'no encoding', options: { ...NETWORK, encoding: 'none' } },
    { what: 'links alone', options: { prior: 'links' } },
    { what: 'no prior knowledge', options: { prior: 'none' } },
    { what: 'shuffled links and graph', options: NETWORK, shuffled: true },
    { what: "the cells' transformer alone", options: { ...NETWORK, attending: 'cell' } },
    { what: "the genes' transformer alone", options: { ...NETWORK, attending: 'gene' } },
    { what: "the proteins' transformer alone", options: { ...NETWORK, attending: 'protein' } },
    { what: 'no transformer', options: { ...NETWORK, attending: 'none' } },
  ],
};

const GNN: Record<string, Variant<ScmognnOptions>[]> = {
  marrow: [
    { what: '4 layers, initial residual, raw weights', options: {} },
    { what: '2 layers', options: { layers: 2 } },
    { what: 'residual of the layer before', options: { residual: 'previous' } },
    { what: 'weights over degrees, no group norm', options: { weighting: 'symmetric', groups: 0 } },
  ],
  simulated: [
    { what: 'graph of programs', options: { prior: 'program' } },
    { what: 'no prior knowledge', options: {} },
    { what: 'shuffled graph', options: { prior: 'program' }, shuffled: true },
    { what: '2 layers, graph of programs', options: { prior: 'program', layers: 2 } },
  ],
};

const MATCHING: Variant<ScmognnOptions>[] = [
  { what: '3 levels, auxiliary losses, learned temperature', options: {} },
  { what: 'no propagation', options: { layers: 1 } },
  { what: 'no auxiliary losses', options: { auxiliary: 0 } },
  { what: 'temperature 1', options: { temperature: 1 } },
  { what: 'term frequencies', options: { inputs: 'lsi' } },
];

/** 400 simulated cells with what is known of them, or with as much that is wrong. */
function simulated(shuffled = false): MuData {
  const raw = simulateCiteSeq({ cells: 400, genes: 300, proteins: 24, seed: 0 });
  const [rna, prot] = ['rna', 'prot'].map((name) => log1p(normalizeTotal(raw.mod.get(name)!)));
  const genes = rna.var.index;
  const other = new Random(1).permutation(genes.length);
  const named = new Map(genes.map((name, at) => [name, shuffled ? genes[other[at]] : name]));
  const links = raw.uns.get('links') as Table;
  const [ofGene, ofProtein] = ['gene', 'protein'].map((name) => valuesOf(links.get(name)).map(String));
  const linked = prot.var.index.map((protein) =>
    ofGene.filter((_, at) => ofProtein[at] === protein).map((gene) => named.get(gene)),
  );
  prot.var.set(
    'genes',
    linked.map((each) => each.join(',')),
  );
  const programs = valuesOf(rna.var.get('program')).map(String);
  const sets: GeneSet[] = [...new Set(programs)].map((name) => ({
    name,
    description: '',
    genes: genes.filter((_, at) => programs[at] === name).map((gene) => named.get(gene)!),
  }));
  geneSetGraph(sets, { genes }).write(rna, 'program');
  return new MuData({ mod: { rna, prot } });
}

/** Those that are asked for by place, from 0; all unless some are. */
const chosen = <V>(variants: V[]): V[] =>
  asked.variants === undefined ? variants : asked.variants.split(',').map((place) => variants[Number(place)]);

async function dataOf(name: string, shuffled?: boolean): Promise<MuData> {
  return name === 'simulated' ? simulated(shuffled) : marrow(new QualityContext());
}

async function predictions<O extends object>(
  model: 'scmoformer' | 'scmognn',
  variants: Record<string, Variant<O>[]>,
): Promise<void> {
  for (const name of asked.data.split(',')) {
    const rows = [];
    for (const { what, options, shuffled } of chosen(variants[name])) {
      const made = zoo.create(model, { ...(model === 'scmoformer' && { preset: 'tiny' }), ...options } as never);
      const begin = performance.now();
      const { scores } = await predictModality(made, await dataOf(name, shuffled), ASK);
      const shown = (at: number): string => `${scores[at].rmse.toFixed(3)} ± ${scores[at].rmseDeviation.toFixed(3)}`;
      const [own] = scores;
      rows.push({ what, RMSE: shown(0), 'cell r': own.cellR.toFixed(3), 'feature r': own.featureR.toFixed(3), s: Math.round((performance.now() - begin) / 1000) }); // prettier-ignore
      console.error(JSON.stringify(rows.at(-1)));
      if (rows.length === chosen(variants[name]).length) {
        for (const at of scores.keys()) if (at > 0) rows.push({ what: scores[at].method, RMSE: shown(at), 'cell r': scores[at].cellR.toFixed(3), 'feature r': scores[at].featureR.toFixed(3), s: 0 }); // prettier-ignore
      }
    }
    console.log(`${model}, ${name}: ${ASK.folds} folds, seed ${ASK.seed}`);
    console.table(rows);
  }
}

async function matching(): Promise<void> {
  const rows = [];
  for (const { what, options } of chosen(MATCHING)) {
    const made = zoo.create('scmognn', { task: 'matching', epochs: 300, ...options });
    const { scores } = await match(made, await dataOf('marrow'), ASK);
    const [{ score, top1, assigned, foscttm }] = scores;
    rows.push({ what, score: score.toFixed(3), top1: top1.toFixed(3), assigned: assigned.toFixed(3), foscttm: foscttm.toFixed(3) }); // prettier-ignore
    console.error(JSON.stringify(rows.at(-1)));
  }
  console.log(`matching, marrow: ${ASK.folds} folds, seed ${ASK.seed}`);
  console.table(rows);
}

async function main(): Promise<void> {
  await startEngine();
  const wanted = asked.only.split(',');
  if (wanted.includes('scmoformer')) await predictions('scmoformer', FORMER);
  if (wanted.includes('scmognn')) await predictions('scmognn', GNN);
  if (wanted.includes('matching')) await matching();
}

void main();
