import { TissuebookError } from '../../errors';

/** Filters that h5wasm applies: deflate (gzip), shuffle, checksum, szip, n-bit, scale-offset. */
const FILTERS = new Set([1, 2, 3, 5, 6]);
/** The line for a shell that writes an .h5ad file again; `plugin` where h5py needs hdf5plugin to read its compression. */
export function rewriteCommand(file: string, plugin = false): string {
  const modules = plugin ? 'anndata, hdf5plugin' : 'anndata';
  const plain = file.replace(/['"\\]/g, '_');
  return `python -c "import ${modules}; anndata.read_h5ad('${plain}').write_h5ad('gzip_${plain}', compression='gzip')"`;
}

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
export function checkFilters(
  filters: readonly { id: number }[],
  path: string,
  { where, file }: { where: string; file: string },
): void {
  const unknown = filters.find(({ id }) => !FILTERS.has(id));
  if (!unknown) return;
  const name = FILTER_NAMES[unknown.id] ?? `number ${unknown.id}`;
  throw new TissuebookError('unsupported-filter', `${where} is compressed with ${name}, which cannot be read here.`, {
    argument: path,
    found: name,
    advice: `Write the file again with gzip: ${rewriteCommand(file, unknown.id !== 32000)}`,
  });
}
