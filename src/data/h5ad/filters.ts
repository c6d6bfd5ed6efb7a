import { TissuebookError } from '../../errors';

/** Filters that h5wasm applies: deflate (gzip), shuffle, checksum, n-bit, scale-offset. */
const FILTERS = new Set([1, 2, 3, 5, 6]);
/** The compression of h5py's own, which HDF5 takes from a module of ours. */
const LZF = 32000;

/** A filter of a data set as h5wasm gives it: its number and its settings. */
export interface Filter {
  readonly id: number;
  readonly cd_values: readonly number[];
}

/** The line for a shell that writes an .h5ad file again; `plugin` where h5py needs hdf5plugin to read its compression. */
export function rewriteCommand(file: string, plugin = false): string {
  const modules = plugin ? 'anndata, hdf5plugin' : 'anndata';
  const plain = file.replace(/['"\\]/g, '_');
  return `python -c "import ${modules}; anndata.read_h5ad('${plain}').write_h5ad('gzip_${plain}', compression='gzip')"`;
}

const FILTER_NAMES: Record<number, string> = {
  4: 'szip',
  307: 'bzip2',
  32001: 'blosc',
  32004: 'lz4',
  32008: 'bitshuffle',
  32013: 'zfp',
  32015: 'zstd',
  32026: 'blosc2',
};

/**
 * @param chunkBytes what a chunk takes, unpacked
 * @returns whether HDF5 needs the filter lzf to read the data set
 * @throws TissuebookError 'unsupported-filter', by its name, when a data set is compressed in a way that cannot be read; 'corrupt'
 *   where lzf is told another size of chunks
 */
export function needsLzf(
  filters: readonly Filter[],
  path: string,
  { where, file, chunkBytes }: { where: string; file: string; chunkBytes: number },
): boolean {
  const unknown = filters.find(({ id }) => id !== LZF && !FILTERS.has(id));
  if (unknown) {
    const name = FILTER_NAMES[unknown.id] ?? `number ${unknown.id}`;
    throw new TissuebookError('unsupported-filter', `${where} is compressed with ${name}, which cannot be read here.`, {
      argument: path,
      found: name,
      advice: `Write the file again with gzip: ${rewriteCommand(file, true)}`,
    });
  }
  const lzf = filters.filter(({ id }) => id === LZF);
  // h5py states the size for numbers, not for text of variable length.
  const lie = lzf.find(({ cd_values: [, , bytes = chunkBytes] }) => bytes !== chunkBytes);
  if (!lie && lzf.length < 2) return lzf.length > 0;
  throw new TissuebookError('corrupt', `${where}: lzf unpacks to chunks of another size than the data set has.`, {
    argument: path,
    found: lie?.cd_values[2],
  });
}
