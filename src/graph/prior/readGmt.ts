import { checkArgument, checkOptions, integer, text } from '../../options';
import { readLines, wrongLine } from './readLines';
import { TissuebookError } from '../../errors';

/** Genes that belong together: a pathway, a response, a cell type's markers. */
export interface GeneSet {
  readonly name: string;
  readonly description: string;
  /** Each once. */
  readonly genes: readonly string[];
}

export interface ReadGmtOptions {
  /** Most sets of a file. 100,000 (ours): the largest collections have some 35,000. */
  maxSets?: number;
}

/** Longest line, in characters: a set of all human genes has some 200,000. */
const LONGEST_LINE = 4 * 2 ** 20;

/**
 * Reads gene sets from a GMT file, plain or gzipped: a line for each, with name, description and genes between tabulators. A gene
 * that stands twice in a line counts once.
 *
 * @throws TissuebookError 'corrupt' (a line without a description and genes), 'too-large', and as readLines does
 * @example
 * const sets = await readGmt('h.all.v7.5.1.symbols.gmt');
 */
export async function readGmt(path: string, options: ReadGmtOptions = {}): Promise<GeneSet[]> {
  checkArgument('readGmt', 'path', path, text);
  checkOptions('readGmt', options, { maxSets: integer(1) });
  const { maxSets = 100_000 } = options;
  const sets: GeneSet[] = [];
  await readLines(path, { longest: LONGEST_LINE }, (line, number) => {
    const [name = '', description = '', ...genes] = line.split('\t');
    if (genes.length === 0 || name === '') {
      const advice = 'A line of a GMT file holds a name, a description and genes, between tabulators.';
      throw wrongLine(path, number, 'there is no set with a description and genes', advice);
    }
    if (sets.length >= maxSets) {
      throw new TissuebookError('too-large', `readGmt: ${path} has more than ${maxSets} sets.`, {
        argument: 'maxSets',
        found: maxSets,
      });
    }
    sets.push({ name, description, genes: [...new Set(genes.map((gene) => gene.trim()).filter(Boolean))] });
  });
  if (sets.length > 0) return sets;
  throw wrongLine(path, 1, 'the file holds no set', 'A GMT file has a line for each set.');
}
