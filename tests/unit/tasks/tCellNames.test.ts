import { describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table, tCells } from '../../../src';
import { isTCellName } from '../../../src/tasks/regions/tCellNames';

/** Names of T cells where they come from, separated by |. */
const T_CELLS: Record<string, string> = {
  'the Cell Ontology':
    'T cell|CD4-positive, alpha-beta T cell|CD8-positive, alpha-beta T cell|gamma-delta T cell|regulatory T cell|' +
    'CD4-positive, CD25-positive, alpha-beta regulatory T cell|naive thymus-derived CD4-positive, alpha-beta T cell|' +
    'effector memory CD8-positive, alpha-beta T cell|T follicular helper cell|T-helper 1 cell|T-helper 17 cell|' +
    'mucosal invariant T cell|mature NK T cell|type I NK T cell|activated CD8-positive, alpha-beta cytotoxic T cell',
  'Azimuth (PBMC)':
    'CD4 TCM|CD4 TEM|CD4 Naive|CD4 CTL|CD4 Proliferating|CD8 TCM|CD8 TEM|CD8 Naive|CD8 Proliferating|dnT|gdT|MAIT|Treg',
  CellTypist:
    'Tcm/Naive helper T cells|Tem/Trm cytotoxic T cells|Tem/Effector helper T cells|Type 1 helper T cells|Type 17 helper T cells|' +
    'Follicular helper T cells|CRTAM+ gamma-delta T cells|Cycling T cells|MAIT cells|Regulatory T cells|NKT cells|Memory CD4+ cytotoxic T cells',
  TISCH: 'CD4Tconv|CD8T|CD8Tex|Treg|Tprolif',
  "Seurat's tutorials": 'Naive CD4 T|Memory CD4 T|CD8 T|CD4 T cells|T cells CD8',
  CODEX:
    'CD4+ T cells|CD8+ T cells|CD4+ T cells CD45RO+|CD4+ T cells GATA3+|CD3+ T cells|Tregs|CD57+ CD8+ T cells|CD4+T|CD8+T',
  'LM22 of CIBERSORT':
    'T cells CD8|T cells CD4 naive|T cells CD4 memory resting|T cells CD4 memory activated|T cells follicular helper|' +
    'T cells regulatory (Tregs)|T cells gamma delta',
  'names that begin with T':
    'T|T CD4 naive|T CD4 memory|T CD8 effector|T_CD8_exhausted|T gd|T.reg|T-reg|T helper|T cytotoxic|T lymphocyte|T-lymphocytes|T prolif',
  'short names': 'Th1|Th2|Th17|TH17 cells|Tfh|Tph|CTL|Trm|Temra|Tscm|Tex|iNKT|NKT|γδ T|γδT|Tγδ|Vd2 T',
  markers: 'CD3|CD3+|CD4|CD4+|CD8|CD8a+|CD3+ cells',
  'ways of writing': 't_cell|T_cells|cd8 t cells|CD8_T|CD8.T.cells|Cytotoxic T|Helper-T|Naive T|Activated T cells',
};

const NOT: Record<string, string> = {
  'other cells':
    'B cell|B cells|NK|NK cell|natural killer cell|Plasma|Mast|Monocyte|CD14+ Mono|CD16 Mono|Macrophage|CD4+ macrophages|' +
    'CD8a+ DC|cDC1|pDC|Neutrophil|Platelet|Eryth|HSPC|ILC|ILC2|Fibroblast|Endothelial|Epithelial|Astrocyte|Oligodendrocyte',
  'words with t':
    'Tumor|Tumour|tumor cell|Tuft|Tanycyte|TA|Trophoblast|Thyroid|Type II pneumocyte|AT1|AT2|Stem|Goblet|Vascular|Transitional',
  tumours: 'Aberrant T cells|Malignant T|T-cell lymphoma|T-ALL|CTCL|T cell leukemia|Tumor T',
  'doubtful ones': 'T cell doublet|T/B doublets|non-T|Non T cells|not T|T contamination',
  mixtures: 'T/NK|T/NK cells|NK/T|B and T|B/T cells|T-B|T cells and macrophages',
  structures: 'T cell zone|T-zone reticular|T zone fibroblast',
  'precursors and others': 'Pro-T|pre-T|T cell progenitor|Unknown|Other|3|12||nan|immune',
};

const all = (table: Record<string, string>): [string, string][] =>
  Object.entries(table).flatMap(([source, names]) => names.split('|').map((name): [string, string] => [source, name]));

describe('isTCellName', () => {
  it.each(all(T_CELLS))('of %s: %s is a T cell', (_, name) => expect(isTCellName(name)).toBe(true));
  it.each(all(NOT))('of %s: %s is none', (_, name) => expect(isTCellName(name)).toBe(false));
});

describe('tCells', () => {
  const labels = ['T CD4 naive', 'B', null, 'T CD8', 'Tumor', 'T CD4 naive'];
  const X = DenseMatrix.zeros(6, 1);
  const adata = new AnnData({ X, obs: new Table([...'abcdef'], [['type', labels]]), var: new Table(['g']) });

  it('says what was matched and what was not', () => {
    expect(tCells(adata, 'type')).toEqual({
      types: ['T CD4 naive', 'T CD8'],
      others: ['B', 'Tumor'],
      cells: [0, 3, 5],
    });
  });

  it('takes the names that it is given, and refuses such as no cell has', () => {
    expect(tCells(adata, 'type', { names: ['B'] })).toEqual({
      types: ['B'],
      others: ['T CD4 naive', 'T CD8', 'Tumor'],
      cells: [1],
    });
    expect(() => tCells(adata, 'type', { names: ['T cells'] })).toThrow(/no cell is called "T cells".*T CD4 naive/);
  });
});
