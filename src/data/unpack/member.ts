/** A file in an archive. Its bytes are there until the next one is asked for. */
export interface Member {
  /** With the folders in front: 'filtered_feature_bc_matrix/barcodes.tsv.gz'. */
  name: string;
  size: number;
  bytes(): AsyncIterable<Uint8Array>;
}
