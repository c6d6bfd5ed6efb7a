import type { AnnData } from '../annData';
import { Table } from '../table';
import { DatasetCard } from './card';
import type { CellsEntry } from './entry';

/** Blood cells with types: dissociated cells, no positions. */
export const pbmc68k: CellsEntry = {
  card: new DatasetCard({
    name: 'pbmc68k',
    title: 'blood cells (PBMC) with cell types, a reduced version of the 68k set',
    technology: 'droplet-based single-cell RNA sequencing (10x Genomics); cells dissociated, without positions',
    contents:
      '700 cells x 765 genes, chosen by the distributor. obs: cell_type (10, from 8 to 240 cells; bulk_labels in the ' +
      'distributed file), n_genes, n_counts, percent_mito, S_score, G2M_score, phase, louvain. No Ensembl ids.',
    values:
      'X holds logarithms of normalized counts, rounded to three digits by the distributor (raw.X of its file; its scaled X is ' +
      'left out). There are no counts: no likelihood of counts can be fitted.',
    license: 'BSD-3-Clause (the license of scanpy, which distributes it); of the data (10x Genomics): not stated',
    citation:
      'Zheng et al., Massively parallel digital transcriptional profiling of single cells, Nature Communications 8, 14049, ' +
      '2017, doi:10.1038/ncomms14049',
    source: 'the Python package scanpy 1.11.5, fetched with pip',
    downloadBytes: 2_097_836,
  }),
  wheel: {
    requirement: 'scanpy==1.11.5',
    sha256: 'fcd383ddcf7acbf7c0ca232c25ad51b00aec9f8d2f7c8954b8c6ee0962257166',
  },
  files: [
    {
      member: 'scanpy/datasets/10x_pbmc68k_reduced.h5ad',
      sha256: 'e71d41e737c941559b7c57c9243bdb3d2c889c2adfdf00e3422ac6b46783676f',
      bytes: 1_772_368,
    },
  ],
  ready: withLoggedValues,
};

/** The logged values of raw in X, and the cell types under the name that other data sets use. */
function withLoggedValues(adata: AnnData): AnnData {
  const renamed = (name: string): string => name.replace(/^bulk_labels/, 'cell_type');
  const { obs } = adata;
  return adata.with({
    X: adata.raw!.X,
    raw: undefined,
    obs: new Table(obs.index, obs.names.map((name) => [renamed(name), obs.get(name)] as const), obs), // prettier-ignore
    uns: new Map([...adata.uns].map(([name, value]) => [renamed(name), value])),
  });
}
