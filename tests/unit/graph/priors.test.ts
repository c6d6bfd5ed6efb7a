import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, SparseMatrix, Table, readH5ad, writeH5ad } from '../../../src/data';
import type { ErrorKind, TissuebookError } from '../../../src/errors';
import { geneSetGraph, linkProteins, linksFrom, priorFrom, readGmt, readStringGraph } from '../../../src/graph';
import { ANTIBODY_GENES, antibodyName } from '../../../src/graph/prior/antibodyGenes';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-priors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const kindOf = async (run: () => Promise<unknown>): Promise<ErrorKind | 'nothing'> =>
  run().then(
    () => 'nothing' as const,
    (error: TissuebookError) => error.kind,
  );

const data = (names: readonly string[]): AnnData =>
  new AnnData({ X: DenseMatrix.zeros(2, names.length), obs: new Table(['a', 'b']), var: new Table(names) });

const SETS = [
  { name: 'first', description: '', genes: ['A', 'B', 'C'] },
  { name: 'second', description: '', genes: ['B', 'C', 'X'] },
];

describe('a prior graph', () => {
  it('is the same graph over features in another order', () => {
    const prior = geneSetGraph(SETS, { genes: ['A', 'B', 'C'] });
    const other = prior.over(['C', 'Z', 'A', 'B']);
    expect([...other.graph.neighbors(0)]).toEqual([2, 3]);
    expect(other.graph.toMatrix().toDense().get(0, 3)).toBe(2);
    expect(other.unmapped).toEqual(['Z']);
    expect(other.over(prior.nodes).graph.toMatrix().toDense()).toEqual(prior.graph.toMatrix().toDense());
  });

  it('is kept in varp and comes back from a file', async () => {
    const adata = data(['C', 'A', 'none', 'B']);
    const prior = geneSetGraph(SETS, { genes: adata.var.index, source: 'two sets' });
    prior.write(adata, 'sets');
    const path = join(folder, 'kept.h5ad');
    await writeH5ad(adata, path);
    const back = priorFrom(await readH5ad(path), 'sets');
    expect(back.graph.toMatrix().toDense().values).toEqual(prior.graph.toMatrix().toDense().values);
    expect([back.source, back.unmapped]).toEqual(['two sets', ['none']]);
  });

  it('takes a matrix of another program, both ways, without edges to oneself', () => {
    const adata = data(['A', 'B', 'C']);
    adata.varp.set('net', DenseMatrix.fromRows([[1, 0.5, 0], [0, 0, 0], [0, 0, 2]])); // prettier-ignore
    const { graph } = priorFrom(adata, 'net');
    expect([...graph.neighbors(0), ...graph.neighbors(1)]).toEqual([1, 0]);
    expect(graph.nEdges).toBe(2);
  });

  it('refuses weights below zero, unknown keys and other features', () => {
    const adata = data(['A', 'B']);
    adata.varp.set('net', DenseMatrix.fromRows([[0, -1], [-1, 0]])); // prettier-ignore
    expect(() => priorFrom(adata, 'net')).toThrow(/weight -1/);
    expect(() => priorFrom(adata, 'other')).toThrow(/varp has: net/);
    expect(() => geneSetGraph(SETS).write(adata)).toThrow(/not the features/);
  });
});

describe('gene sets', () => {
  it('says how many names are mapped and which are not', () => {
    const prior = geneSetGraph(SETS, { genes: ['A', 'B', 'Q'] });
    expect(prior.toString()).toContain('2 of 3 names mapped, 2 with an edge, 1 pairs.');
    expect(prior.toString()).toContain('Unmapped (1): Q.');
  });

  it('leaves out large sets when asked, and says so', () => {
    const prior = geneSetGraph(SETS, { genes: ['A', 'B', 'C'], maxSize: 2 });
    expect(prior.nPairs).toBe(1);
    expect(prior.notices).toEqual(['1 sets of more than 2 genes were left out.']);
  });

  it('refuses a set whose pairs would fill the memory', () => {
    const genes = Array.from({ length: 6000 }, (_, i) => `G${i}`);
    expect(() => geneSetGraph([{ name: 'all', description: '', genes }])).toThrow(/10000000 pairs/);
  });

  it.each<[string, string | Buffer, ErrorKind]>([
    ['empty.gmt', '', 'corrupt'],
    ['zeros.gmt', Buffer.from([65, 0, 66, 0]), 'unsupported-encoding'],
    ['line.gmt', 'A'.repeat(10 * 2 ** 20), 'too-large'],
    ['line.gmt.gz', gzipSync('A'.repeat(10 * 2 ** 20)), 'too-large'],
    ['cut.gmt.gz', gzipSync('S\tabout\tA\tB\n'.repeat(100)).subarray(0, 30), 'corrupt'],
  ])('refuses %s in clear words', async (name, content, kind) => {
    expect(await kindOf(() => readGmt(file(name, content)))).toBe(kind);
  });

  it('refuses a file that is not there', async () => {
    expect(await kindOf(() => readGmt(join(folder, 'none.gmt')))).toBe('file-not-found');
  });
});

describe('links of STRING', () => {
  const info = '#string_protein_id\tpreferred_name\n9606.P1\tA\n9606.P2\tB\n';

  it('takes columns by name, also of the detailed files', async () => {
    const links = 'protein1 protein2 neighborhood fusion combined_score\n9606.P1 9606.P2 1 2 900\n';
    const files = { links: file('detailed.txt', links), info: file('info.txt', info) };
    const prior = await readStringGraph(files);
    expect(prior.nodes).toEqual(['A', 'B']);
    expect([...prior.graph.weights!]).toEqual([0.9, 0.9]);
  });

  it('stops when asked', async () => {
    const links = file('links.txt', 'protein1 protein2 combined_score\n9606.P1 9606.P2 900\n');
    const signal = AbortSignal.abort();
    expect(await kindOf(() => readStringGraph({ links, info: file('i.txt', info) }, { signal }))).toBe('aborted');
  });

  it('says when nothing is joined', async () => {
    const links = file('none.txt', 'protein1 protein2 combined_score\n9606.P8 9606.P9 900\n');
    const prior = await readStringGraph({ links, info: file('i2.txt', info) }, { names: ['A', 'B'] });
    expect(prior.notices).toEqual(['No line of the links joins two of the names.']);
  });
});

describe('links of genes and proteins', () => {
  it.each([
    'CD3',
    'CD3_TotalSeqB',
    'CD3-TotalSeq-A',
    'anti-CD3',
    'anti-human CD3',
    'Hu.CD3',
    'CD3 (clone UCHT1)',
    'ADT_CD3',
    'CD3_ADT',
    'CD3-UCHT1',
    'CD3-1',
    'cd3',
  ])('takes %s for CD3', (name) => {
    expect(linkProteins(['CD3D', 'CD3E', 'CD3G', 'CD4'], [name]).links).toEqual([[0, 0], [1, 0], [2, 0]]); // prettier-ignore
  });

  it.each([
    ['CD45RA_TotalSeqB', ['PTPRC']],
    ['HLA-DR', ['HLA-DRA', 'HLA-DRB1']],
    ['HLA-DR_TotalSeqB', ['HLA-DRA', 'HLA-DRB1']],
    ['CD8a', ['CD8A']],
    ['PD-1', ['PDCD1']],
    ['IgM', ['IGHM']],
    ['CD25', ['IL2RA']],
    ['HLA-E', ['HLA-E']],
    ['CD127 (IL-7Rα)', ['IL7R']],
  ])('links %s', (name, genes) => {
    const panel = [
      'PTPRC',
      'HLA-DRA',
      'HLA-DRB1',
      'CD8A',
      'PDCD1',
      'IGHM',
      'IL2RA',
      'HLA-E',
      'IL7R',
      'CD40LG',
      'ISG20',
    ];
    const { links } = linkProteins(panel, [name]);
    expect(links.map(([gene]) => panel[gene])).toEqual(genes);
  });

  it('leaves isotype controls alone', () => {
    const { links } = linkProteins(['IGHG1', 'IGHG2'], ['IgG1_control_TotalSeqB', 'IgG2a', 'Rat IgG2b']);
    expect(links).toEqual([]);
  });

  it('finds mouse genes without regard to capitals', () => {
    expect(linkProteins(['Cd4', 'Cd19'], ['CD19']).links).toEqual([[1, 0]]);
  });

  it('can be written into the proteins, edited and read back', () => {
    const proteins = data(['CD3', 'CD4']);
    const genes = ['CD4', 'CD3E', 'LYZ'];
    linkProteins(genes, proteins.var.index).write(proteins);
    expect(linksFrom(genes, proteins)!.links).toEqual([[1, 0], [0, 1]]); // prettier-ignore
    proteins.var.set('genes', ['', 'LYZ']);
    expect(linksFrom(genes, proteins)!.links).toEqual([[2, 1]]);
    expect(linksFrom(genes, data(['CD3']))).toBeUndefined();
  });

  it('gives a matrix of genes and proteins', () => {
    const matrix = linkProteins(['CD3E', 'CD4'], ['CD4', 'CD3']).toMatrix();
    expect(matrix).toBeInstanceOf(SparseMatrix);
    expect([...matrix.toDense().values]).toEqual([0, 1, 1, 0]);
  });

  it('names every antibody once, by the name that is looked up', () => {
    for (const name of ANTIBODY_GENES.keys()) expect(antibodyName(name)).toBe(name);
  });
});
