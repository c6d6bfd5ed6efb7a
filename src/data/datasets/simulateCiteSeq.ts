import { exactMath } from '../../exactMath';
import { AnnData } from '../annData';
import { categorical } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { MuData } from '../mudata/muData';
import { SparseMatrix } from '../sparseMatrix';
import { Table } from '../table';
import type { UnsValue } from '../uns';
import { Random } from '../../random';
import { checkOptions, integer, seed as seedCheck } from '../../options';
import { DatasetCard } from './card';
import { poisson } from './poisson';

export interface SimulateCiteSeqOptions {
  /** Cells. 1200. */
  cells?: number;
  /** Genes. 300. */
  genes?: number;
  /** Proteins. 24. */
  proteins?: number;
  /** Donors, among whom cells are shared out evenly. 3. */
  donors?: number;
  seed?: number;
}

/** Cell types and how many of the cells are of each (ours, as all numbers below). */
const TYPES = [0.3, 0.25, 0.2, 0.12, 0.08, 0.05];
/** Programs of genes that rise and fall together. */
const PROGRAMS = 12;
/** A gene's share in its program, and what it does by itself, in standard deviations of log expression. */
const SHARED = 0.8;
const OWN = 0.6;
/** The gene that codes for a protein, and two others that act on it. */
const LINK_WEIGHTS = [1, 0.5, 0.5];
/** What a protein does by itself. */
const PROTEIN_OWN = 0.3;

/** The card: says that nothing of it was measured. */
export const simulatedCiteSeqCard = new DatasetCard({
  name: 'simulated-cite-seq',
  title: 'SIMULATED RNA and surface proteins of the same cells: no cell of it was measured',
  technology: 'none: random numbers of simulateCiteSeq, in the form of CITE-seq counts',
  contents:
    "a MuData of rna and prot; obs: cell_type, donor. var of rna: program, the genes that rise and fall together. uns['links']: gene, " +
    'protein and weight of every effect of a gene on a protein; there are no others. Genes and proteins are called simGene1, simProtein1, ...: ' +
    'they are none of any organism.',
  values: 'counts in both modalities; a protein has a background of its own in each donor.',
  license: 'none needed: made by your own machine',
  citation: 'none: never present figures on it as figures on cells',
  source: 'simulateCiteSeq of tissuebook',
  downloadBytes: 0,
});

/**
 * CITE-seq data that are made up, for lessons and tests: no cell of them was ever measured, and names, card and uns['dataset']
 * say so. A gene's log expression is that of its program, which depends on the cell's type, plus a part of its own. A
 * protein follows three genes, the one that codes for it twice as much as the two others, and nothing else: who knows the
 * links of uns['links'] can predict it better than who knows the type. Counts are Poisson, with the cell's depth.
 *
 * @returns rna: counts [cells, genes], var: program; prot: counts [cells, proteins]; obs of the whole and of both: cell_type,
 *   donor; uns['links']: gene, protein, weight
 * @throws TissuebookError 'unknown-option', 'invalid-argument'
 * @example
 * const mdata = simulateCiteSeq({ cells: 500, seed: 1 });
 * const links = mdata.uns.get('links') as Table; // what a model should find, or be told
 */
export function simulateCiteSeq(options: SimulateCiteSeqOptions = {}): MuData {
  checkOptions('simulateCiteSeq', options, {
    cells: integer(10, 1e6),
    genes: integer(12, 1e5),
    proteins: integer(1, 1e4),
    donors: integer(1, 1000),
    seed: seedCheck,
  });
  const { cells = 1200, genes = 300, proteins = 24, donors = 3, seed = 0 } = options;
  const random = new Random(seed).fork('simulated CITE-seq');
  const types = Array.from({ length: cells }, () => drawType(random));
  const donorOf = Array.from({ length: cells }, (_, i) => i % donors);
  const depth = Float64Array.from(types, () => exactMath.exp(random.normal(0, 0.3)));
  const programOf = Array.from({ length: genes }, (_, g) => g % PROGRAMS);
  const latent = latentExpression(types, programOf, random);
  const links = drawLinks(genes, proteins, random);

  const obs = new Table(Array.from({ length: cells }, (_, i) => `simulated-${i + 1}`), [
    ['cell_type', categorical(types.map((type) => `simulated type ${type + 1}`))],
    ['donor', categorical(donorOf.map((donor) => `simulated donor ${donor + 1}`))],
  ]); // prettier-ignore
  const geneNames = Array.from({ length: genes }, (_, g) => `simGene${g + 1}`);
  const proteinNames = Array.from({ length: proteins }, (_, p) => `simProtein${p + 1}`);
  const rna = new AnnData({
    X: SparseMatrix.fromDense(drawGenes(latent, depth, random)),
    obs: obs.clone(),
    var: new Table(geneNames, [['program', categorical(programOf.map((program) => `program ${program + 1}`))]]),
  });
  const prot = new AnnData({
    X: drawProteins(latent, links, { depth, donorOf, proteins, donors }, random),
    obs: obs.clone(),
    var: new Table(proteinNames),
  });
  const table = new Table(links.map((_, at) => `link${at + 1}`), [
    ['gene', links.map(({ gene }) => geneNames[gene]!)],
    ['protein', links.map(({ protein }) => proteinNames[protein]!)],
    ['weight', Float64Array.from(links, ({ weight }) => weight)],
  ]); // prettier-ignore
  const dataset = simulatedCiteSeqCard.toUns();
  dataset.set('seed', seed);
  rna.uns.set('dataset', new Map(dataset));
  prot.uns.set('dataset', new Map(dataset));
  const mod = [['rna', rna], ['prot', prot]] as const; // prettier-ignore
  return new MuData({ mod, obs, uns: new Map<string, UnsValue>([['dataset', dataset], ['links', table]]) }); // prettier-ignore
}

interface Link {
  gene: number;
  protein: number;
  weight: number;
}

function drawType(random: Random): number {
  let left = random.uniform();
  for (const [type, share] of TYPES.entries()) if ((left -= share) < 0) return type;
  return TYPES.length - 1;
}

/** Log expression of each gene around its mean [cells, genes]. */
function latentExpression(types: readonly number[], programOf: readonly number[], random: Random): DenseMatrix {
  const means = TYPES.map(() => Float64Array.from({ length: PROGRAMS }, () => random.normal()));
  const values = new Float64Array(types.length * programOf.length);
  types.forEach((type, i) => {
    const activity = means[type]!.map((mean) => mean + random.normal(0, 0.5));
    programOf.forEach((program, g) => {
      values[i * programOf.length + g] = SHARED * activity[program]! + random.normal(0, OWN);
    });
  });
  return new DenseMatrix(types.length, programOf.length, values);
}

/** For each protein different genes, the coding one first; coding genes repeat only where there are more proteins than genes. */
function drawLinks(genes: number, proteins: number, random: Random): Link[] {
  const coding = random.permutation(genes);
  return Array.from({ length: proteins }, (_, protein) => {
    const first = coding[protein % genes]!;
    const others = Array.from(random.choice(genes, LINK_WEIGHTS.length)).filter((gene) => gene !== first);
    return LINK_WEIGHTS.map((weight, at) => ({ gene: at === 0 ? first : others[at - 1]!, protein, weight }));
  }).flat();
}

/** Counts with a mean of a gene's own, from about 0.2 to 5 a cell. */
function drawGenes(latent: DenseMatrix, depth: Float64Array, random: Random): DenseMatrix {
  const { rows, columns } = latent;
  const base = Float64Array.from({ length: columns }, () => random.normal(-0.3, 0.8));
  const values = new Float32Array(rows * columns);
  for (let at = 0; at < values.length; at++) {
    const [i, g] = [Math.floor(at / columns), at % columns];
    values[at] = poisson(depth[i]! * exactMath.exp(base[g]! + latent.values[at]!), random);
  }
  return new DenseMatrix(rows, columns, values);
}

function drawProteins(
  latent: DenseMatrix,
  links: readonly Link[],
  {
    depth,
    donorOf,
    proteins,
    donors,
  }: { depth: Float64Array; donorOf: readonly number[]; proteins: number; donors: number },
  random: Random,
): DenseMatrix {
  const bright = Float64Array.from({ length: proteins }, () => random.normal(2.5, 0.5));
  const background = Float64Array.from({ length: proteins * donors }, () => exactMath.exp(random.normal(1, 0.5)));
  const values = new Float32Array(latent.rows * proteins);
  for (let i = 0; i < latent.rows; i++) {
    const level = Float64Array.from({ length: proteins }, () => random.normal(0, PROTEIN_OWN));
    for (const { gene, protein, weight } of links)
      level[protein]! += weight * latent.values[i * latent.columns + gene]!;
    level.forEach((value, p) => {
      const mean = background[donorOf[i]! * proteins + p]! + depth[i]! * exactMath.exp(bright[p]! + value);
      values[i * proteins + p] = poisson(mean, random);
    });
  }
  return new DenseMatrix(latent.rows, proteins, values);
}
