export * from './transcriptTarget';
export { MAX_SHOWN_GENES, type ShownGene, type ShownTranscripts } from './transcriptTypes';
