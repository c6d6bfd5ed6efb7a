import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TissuebookError } from '../../src/errors';
import { geneSetGraph, linkProteins, type PriorGraph, readGmt, readProteinTable } from '../../src/graph';
import { readStringGraph } from '../../src/graph';
import { goldenFolder } from './fixture';

const folder = join(goldenFolder() ?? '', 'priors');
const present = existsSync(join(folder, 'expected.json'));
const at = (name: string): string => join(folder, name);
// What its maker wrote down.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const expected: any = present ? JSON.parse(readFileSync(at('expected.json'), 'utf8')) : undefined;

/** [from, to, weight], sorted by to, then from. */
function edgesOf({ graph }: PriorGraph): number[][] {
  const { to, from } = graph.edges();
  return Array.from(to, (node, e) => [from[e], node, graph.weights![e]]);
}

describe.skipIf(!present)('prior knowledge as text (TISSUEBOOK_GOLDEN/priors)', () => {
  it('joins the genes of every set, and counts the sets of a pair', async () => {
    const { gmt, panel } = expected;
    const sets = await readGmt(at('sets.gmt'));
    const place = (gene: string): number => panel.genes.indexOf(gene);
    const read = sets.map(({ name, genes }) => ({
      name,
      genes: genes
        .map(place)
        .filter((i) => i >= 0)
        .sort((a, b) => a - b),
    }));
    expect(read).toEqual(gmt.sets);
    const prior = geneSetGraph(sets, { genes: panel.genes });
    const pairs = edgesOf(prior)
      .filter(([i, j]) => i < j)
      .sort(([i, j], [k, l]) => i - k || j - l);
    expect(pairs).toEqual(gmt.pairs);
    expect(panel.genes.filter((name: string) => !prior.unmapped.includes(name)).map(place)).toEqual(gmt.covered);
  });

  it.each(['links.txt', 'links.txt.gz'])('reads the graph of STRING from %s', async (links) => {
    const { string, panel, options } = expected;
    const files = { links: at(links), info: at('info.txt'), aliases: at('aliases.txt') };
    const prior = await readStringGraph(files, { names: panel.genes, threshold: options.threshold });
    expect(edgesOf(prior)).toEqual(string.edges);
    expect(prior.counts).toEqual(string.counts);
    expect(Object.fromEntries(prior.proteins)).toEqual(string.mapped);
    expect(prior.unmapped).toEqual(string.unmapped);
    expect(prior.ambiguous).toEqual(string.ambiguous);
    expect(prior.toString()).toContain(`${Object.keys(string.mapped).length} of ${panel.genes.length} names mapped`);
  });

  it('links proteins to genes by a table, else by name', () => {
    const { links, panel } = expected;
    const found = linkProteins(panel.genes, panel.proteins, { table: readProteinTable(at('proteins.csv')) });
    expect(found.links).toEqual(links.links);
    expect(found.absent).toEqual(links.absent);
    expect(found.unlinked).toEqual(links.unlinked);
    expect(found.nLinked).toBe(links.linked);
  });

  const bad = Object.entries((expected?.bad ?? {}) as Record<string, { about: string; want: string }>);
  it.each(bad.map(([name, { about, want }]) => [name, about, want]))('%s: %s', async (name, _, want) => {
    const read = async (): Promise<PriorGraph | undefined> => {
      if (name.endsWith('.gmt')) return geneSetGraph(await readGmt(at(name)));
      if (name.endsWith('.csv')) return void readProteinTable(at(name));
      return readStringGraph({ links: at(name), info: at('info.txt') });
    };
    const outcome = await read().catch((error: unknown) => error);
    if (want === 'error') expect(outcome).toBeInstanceOf(TissuebookError);
    else if (outcome instanceof Error) expect(outcome).toBeInstanceOf(TissuebookError);
    if (['bad_links_short.txt', 'bad_sets_short.gmt'].includes(name)) {
      expect((outcome as Error).message).toContain('line 2');
    }
  });
});
