import { TissuebookError } from '../../errors';

/** Filters that h5wasm applies: deflate (gzip), shuffle, checksum, szip, n-bit, scale-offset. */
const FILTERS = new Set([1, 2, 3, 5, 6]);
const FILTER_NAMES: Record<number, string> = {
  4: 'szip',
  307: 'bzip2',
  32000: 'lzf',
  32001: 'blosc',
  32004: 'lz4',
  32008: 'bitshuffle',
  32013: 'zfp',
  32015: 'zstd',
  32026: 'blosc2',
};

/** @throws TissuebookError 'unsupported-filter', by its name, when a dataset is compressed in a way that cannot be read */
export function checkFilters(filters: readonly { id: number }[], path: string, where: string): void {
  const unknown = filters.find(({ id }) => !FILTERS.has(id));
  if (!unknown) return;
  const name = FILTER_NAMES[unknown.id] ?? `number ${unknown.id}`;
  throw new TissuebookError('unsupported-filter', `${where} is compressed with ${name}, which cannot be read here.`, {
    argument: path,
    found: name,
    advice: "Write the file again in Python with gzip: adata.write_h5ad(path, compression='gzip').",
  });
}
