import { readTable, type Table, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, text } from '../../options';

/** Two genes of which the first signals to the second; complexes have '_' between their parts: 'TGFBR1_TGFBR2'. */
export interface GenePair {
  readonly source: string;
  readonly target: string;
}

export interface ReadLigandReceptorOptions {
  /** The resource whose lines are taken, where the table has a column of that name. 'consensus', of LIANA. */
  resource?: string;
}

/** Names of the columns of both genes, as tables have them, in the order in which they are tried. */
const COLUMNS = [
  ['source_genesymbol', 'target_genesymbol'],
  ['genesymbol_intercell_source', 'genesymbol_intercell_target'],
  ['ligand', 'receptor'],
  ['source', 'target'],
] as const;

/** Most bytes of a table of pairs (ours). */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * Reads pairs of ligands and receptors from a table (.csv, .tsv, also gzipped): its columns source_genesymbol and target_genesymbol, as OmniPath and
 * LIANA write them, ligand and receptor, or source and target. Each pair once; lines without both names are passed over.
 *
 * @throws TissuebookError as readTable; 'missing-key' (no such columns, no such resource)
 * @example
 * const pairs = readLigandReceptor((await datasets.file('ligand-receptor')).path);
 */
export function readLigandReceptor(path: string, options: ReadLigandReceptorOptions = {}): GenePair[] {
  checkArgument('readLigandReceptor', 'path', path, text);
  checkOptions('readLigandReceptor', options, { resource: text });
  return pairsOfTable('readLigandReceptor', readTable(path, { maxBytes: MOST_BYTES }), options.resource);
}

/** The pairs of a table. @throws TissuebookError 'missing-key' */
export function pairsOfTable(where: string, table: Table, resource?: string): GenePair[] {
  const names = new Set([...table.names, ...(table.indexName === undefined ? [] : [table.indexName])]);
  const columns = COLUMNS.find((pair) => pair.every((name) => names.has(name)));
  if (!columns) {
    throw new TissuebookError('missing-key', `${where}: the table has no columns of ligands and receptors.`, {
      argument: 'pairs',
      found: [...names].slice(0, 12).join(', '),
      advice: `It takes ${COLUMNS.map((pair) => pair.join(' and ')).join(', or ')}.`,
    });
  }
  const [source, target] = columns.map((name) => textOf(table, name)) as [string[], string[]];
  const wanted = names.has('resource') ? ofResource(where, textOf(table, 'resource'), resource) : undefined;
  const pairs = new Map<string, GenePair>();
  source.forEach((name, row) => {
    const other = target[row]!;
    if (name !== '' && other !== '' && wanted?.[row] !== false) pairs.set(`${name}\t${other}`, { source: name, target: other }); // prettier-ignore
  });
  return [...pairs.values()];
}

function textOf(table: Table, name: string): string[] {
  if (name === table.indexName) return table.index.map((value) => value.trim());
  return valuesOf(table.get(name)).map((value) => (value === null ? '' : String(value).trim()));
}

function ofResource(where: string, resources: readonly string[], asked = 'consensus'): boolean[] {
  const wanted = resources.map((name) => name === asked);
  if (wanted.includes(true)) return wanted;
  throw new TissuebookError('missing-key', `${where}: there is no resource "${asked}".`, {
    argument: 'resource',
    found: asked,
    advice: `There are: ${[...new Set(resources)].slice(0, 30).join(', ')}.`,
  });
}
