import { AnnData, DenseMatrix, MuData, Table } from '../../../src/data';
import { EdgeList } from '../../../src/graph/edgeList';
import { PriorGraph } from '../../../src/graph';
import { Random } from '../../../src/random';
import { names } from '../../madeTissue';

/** Antibodies and the genes that they bind. */
const BOUND: Record<string, string> = { CD3: 'CD3E', CD4: 'CD4', CD19: 'CD19', CD16: 'FCGR3A', CD56: 'NCAM1', CD14: 'CD14' }; // prettier-ignore

export interface CiteOptions {
  cells?: number;
  /** Genes beside those of the proteins. */
  genes?: number;
  /** Share of the RNA that is not seen. */
  missed?: number;
  seed?: number;
  /** Genes in another order, by number. */
  order?: readonly number[];
  /** Proteins in another order, by number. */
  proteinOrder?: readonly number[];
}

/** A CITE-seq of made cells whose proteins follow modules of genes, and the network of the modules. */
export interface MadeCite {
  readonly mdata: MuData;
  readonly network: PriorGraph;
  /** The same with ends drawn anew. */
  readonly shuffled: PriorGraph;
}

/**
 * Six modules of genes, one for each protein: the gene that codes for it and others. A cell's protein is the activity of its module;
 * of the RNA of a gene, which is its module's activity with noise of its own, most is missed.
 */
export function madeCite({ cells = 90, genes = 30, missed = 0.5, seed = 4, order, proteinOrder }: CiteOptions = {}): MadeCite {
  const random = new Random(seed);
  const proteins = Object.keys(BOUND);
  const geneNames = [...Object.values(BOUND), ...names('gene', genes)];
  const module = geneNames.map((_, g) => g % proteins.length);
  const activity = Array.from({ length: cells }, () => proteins.map(() => Math.max(0, random.normal(1, 1))));
  const x = activity.map((own) =>
    module.map((m) => (random.uniform() < missed ? 0 : Math.max(0, own[m]! + random.normal(0, 0.5)))),
  );
  const y = activity.map((own) => own.map((value) => value + random.normal(0, 0.1)));
  const columns = order ?? geneNames.map((_, g) => g);
  const targets = proteinOrder ?? proteins.map((_, p) => p);
  const table = (rows: number[][], labels: readonly string[], take: readonly number[]): AnnData =>
    new AnnData({
      X: DenseMatrix.fromRows(rows.map((row) => take.map((j) => row[j]!))),
      obs: new Table(names('cell', cells)),
      var: new Table(take.map((j) => labels[j]!)),
    });
  const pairs = geneNames.flatMap((_, a) => geneNames.flatMap((__, b) => (a < b && module[a] === module[b] ? [[a, b]] : []))); // prettier-ignore
  const drawn = random.permutation(geneNames.length);
  return {
    mdata: new MuData({ mod: { rna: table(x, geneNames, columns), prot: table(y, proteins, targets) } }),
    network: graphOf(geneNames, pairs),
    shuffled: graphOf(
      geneNames,
      pairs.map(([a, b]) => [drawn[a!]!, drawn[b!]!]),
    ),
  };
} // prettier-ignore

/** The same data with a prior graph in varp of the RNA. */
export function withNetwork(mdata: MuData, network: PriorGraph, key = 'network'): MuData {
  const rna = mdata.mod.get('rna')!.with({});
  network.over(rna.var.index).write(rna, key);
  return mdata.with({ mod: [...mdata.mod].map(([name, table]) => [name, name === 'rna' ? rna : table] as const) });
}

function graphOf(nodes: readonly string[], pairs: readonly (readonly number[])[]): PriorGraph {
  const edges = new EdgeList(nodes.length);
  for (const [a, b] of pairs) {
    edges.add(a!, b!, 1);
    edges.add(b!, a!, 1);
  }
  return new PriorGraph({ nodes, graph: edges.toGraph(), source: 'made' });
}
