export { geneSetGraph, type GeneSetGraphOptions } from './geneSetGraph';
export { linkProteins, type LinkProteinsOptions, linksFrom, ProteinLinks } from './linkProteins';
export { priorFrom, PriorGraph, type PriorParts } from './priorGraph';
export { type GeneSet, readGmt, type ReadGmtOptions } from './readGmt';
export { type GenePair, readLigandReceptor, type ReadLigandReceptorOptions } from './readLigandReceptor';
export { readProteinTable } from './readProteinTable';
export {
  readStringGraph,
  type ReadStringGraphOptions,
  type StringCounts,
  type StringFiles,
  StringGraph,
} from './readStringGraph';
