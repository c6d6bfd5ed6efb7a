import { type AnnData, SparseMatrix, valuesOf } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, flag, listOf, type OptionCheck, text } from '../../options';
import { ANTIBODY_GENES, antibodyName, antibodyNames } from './antibodyGenes';
import { listed } from './priorGraph';

export interface LinkProteinsOptions {
  /** Genes by protein, which go before the library's own table; an empty list leaves a protein without a link. */
  table?: ReadonlyMap<string, readonly string[]>;
  /** Whether the library's table of antibody names is used behind it. true. */
  antibodies?: boolean;
}

/** Which genes code for which proteins, by name. */
export class ProteinLinks {
  constructor(
    readonly genes: readonly string[],
    readonly proteins: readonly string[],
    /** Numbers of gene and protein, sorted by protein, then gene. */
    readonly links: readonly (readonly [gene: number, protein: number])[],
    /** Genes that a table names for one of the proteins and that are not among the genes. */
    readonly absent: readonly string[],
  ) {}

  /** Proteins without a link. */
  get unlinked(): string[] {
    const linked = new Set(this.links.map(([, protein]) => protein));
    return this.proteins.filter((_, at) => !linked.has(at));
  }

  /** Proteins with a link. */
  get nLinked(): number {
    return new Set(this.links.map(([, protein]) => protein)).size;
  }

  /** Ones where a gene codes for a protein [genes, proteins]. */
  toMatrix(): SparseMatrix {
    const indptr = new Int32Array(this.genes.length + 1);
    const byGene = [...this.links].sort(([a, p], [b, q]) => a - b || p - q);
    for (const [gene] of byGene) indptr[gene + 1]!++;
    for (let g = 0; g < this.genes.length; g++) indptr[g + 1]! += indptr[g]!;
    const indices = Int32Array.from(byGene, ([, protein]) => protein);
    const values = new Float32Array(indices.length).fill(1);
    return new SparseMatrix(this.genes.length, this.proteins.length, { indptr, indices, values });
  }

  /**
   * Writes the linked genes of every protein into var['genes'] of the proteins, between commas: a table to look at and to edit.
   * @throws TissuebookError 'shape-mismatch' when the features of the data are not the proteins
   */
  write(proteins: AnnData): void {
    checkAnnData('ProteinLinks.write', 'proteins', proteins);
    const { index } = proteins.var;
    if (index.length !== this.proteins.length || index.some((name, at) => name !== this.proteins[at])) {
      throw new TissuebookError('shape-mismatch', 'ProteinLinks.write: the data have other proteins.', {
        argument: 'proteins',
        found: index.length,
      });
    }
    const names = index.map((): string[] => []);
    for (const [gene, protein] of this.links) names[protein]!.push(this.genes[gene]!);
    proteins.var.set(
      'genes',
      names.map((list) => list.join(',')),
    );
  }

  toString(): string {
    const { nLinked, proteins, links, unlinked, absent } = this;
    return [
      `${nLinked} of ${proteins.length} proteins linked to their genes, ${links.length} links.`,
      ...listed('Without a link', unlinked),
      ...listed('Genes of the table that were not measured', absent),
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/**
 * Links proteins to the genes that code for them: by a table, by the customary names of antibodies (CD3, CD45RA, HLA-DR, also with
 * what a kit adds, as CD3_TotalSeqB), else by the protein's own name. Genes match as they are spelled, else without regard to
 * capitals where that is one gene, as in mice.
 *
 * @param genes names of the measured genes @param proteins names of the measured proteins
 * @example
 * linkProteins(rna.var.index, adt.var.index); // "26 of 29 proteins linked to their genes, ..."
 */
export function linkProteins(
  genes: readonly string[],
  proteins: readonly string[],
  options: LinkProteinsOptions = {},
): ProteinLinks {
  checkArgument('linkProteins', 'genes', genes, listOf(text));
  checkArgument('linkProteins', 'proteins', proteins, listOf(text));
  checkOptions('linkProteins', options, { table: isMap, antibodies: flag });
  const { table = new Map<string, readonly string[]>(), antibodies = true } = options;
  const find = geneFinder(genes);
  const links: [number, number][] = [];
  const absent = new Set<string>();
  proteins.forEach((protein, at) => {
    const named = namedGenes(protein, table, antibodies);
    const names = named ?? antibodyNames(protein);
    const found = names.flatMap((name) => find(name) ?? []);
    // A protein's own name is one name in several spellings: the first that is a gene counts.
    const kept = named ? found : found.slice(0, 1);
    for (const gene of [...new Set(kept)].sort((a, b) => a - b)) links.push([gene, at]);
    if (named) for (const name of named) if (find(name) === undefined) absent.add(name);
  });
  return new ProteinLinks(genes, proteins, links, [...absent].sort());
}

/** The links that var['genes'] of the proteins holds, as ProteinLinks.write leaves it; undefined without such a column. */
export function linksFrom(genes: readonly string[], proteins: AnnData): ProteinLinks | undefined {
  checkArgument('linksFrom', 'genes', genes, listOf(text));
  checkAnnData('linksFrom', 'proteins', proteins);
  if (!proteins.var.has('genes')) return undefined;
  const values = valuesOf(proteins.var.get('genes'));
  const table = new Map(
    proteins.var.index.map((name, at) => [
      name,
      String(values[at] ?? '')
        .split(/[,;\s]+/)
        .filter(Boolean),
    ]),
  );
  return linkProteins(genes, proteins.var.index, { table, antibodies: false });
}

function namedGenes(
  protein: string,
  table: ReadonlyMap<string, readonly string[]>,
  antibodies: boolean,
): readonly string[] | undefined {
  const own = table.get(protein) ?? table.get(antibodyName(protein));
  if (own || !antibodies) return own;
  for (const name of antibodyNames(protein)) {
    const genes = ANTIBODY_GENES.get(name);
    if (genes) return genes;
  }
  return undefined;
}

/** Finds a gene as it is spelled, else without regard to capitals where that is one gene. */
function geneFinder(genes: readonly string[]): (name: string) => number | undefined {
  const exact = new Map(genes.map((gene, at) => [gene, at]));
  const loose = new Map<string, number>();
  genes.forEach((gene, at) => loose.set(gene.toUpperCase(), loose.has(gene.toUpperCase()) ? -1 : at));
  return (name) => {
    const found = exact.get(name) ?? loose.get(name.toUpperCase()) ?? -1;
    return found < 0 ? undefined : found;
  };
}

const isMap: OptionCheck = (value) => (value instanceof Map ? undefined : 'a Map of names to lists of genes');
