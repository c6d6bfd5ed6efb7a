import { isRecord } from '../nodes';
import type { MetadataFiles } from './nodeTree';

/**
 * The metadata files that a consolidated one stands for: '.zmetadata' of version 2, 'zarr.json' of version 3 with what zarr-python adds to it; undefined where it is no such.
 *
 * @param content of the file, parsed
 */
export function consolidatedFiles(content: unknown): MetadataFiles | undefined {
  if (!isRecord(content)) return undefined;
  const version3 = isRecord(content['consolidated_metadata']);
  const all = isRecord(content['consolidated_metadata']) ? content['consolidated_metadata']['metadata'] : content['metadata']; // prettier-ignore
  if (!isRecord(all) || (!version3 && content['zarr_consolidated_format'] === undefined)) return undefined;
  if (!version3) return new Map(Object.entries(all));
  const own = { ...content, consolidated_metadata: undefined };
  return new Map([['zarr.json', own], ...Object.entries(all).map(([path, facts]) => [`${path}/zarr.json`, facts] as const)]); // prettier-ignore
}

/** A metadata file's bytes as the file alone would have. */
export function metadataBytes(files: MetadataFiles, key: string): Uint8Array | undefined {
  const found = files.get(key.replace(/^\//, ''));
  return found === undefined ? undefined : Buffer.from(JSON.stringify(found));
}
