import { TissuebookError } from '../../../errors';
import type { Recognized } from '../../recognize';
import { isRecord, MAX_DEPTH, MAX_NODES, type ZarrNode } from '../nodes';

/** What the metadata files of nodes hold, by their keys without a slash in front: 'X/data/.zarray', 'obs/zarr.json'. */
export type MetadataFiles = ReadonlyMap<string, unknown>;

/** The names of files that describe nodes. */
export const METADATA = /(?:^|\/)(zarr\.json|\.zgroup|\.zarray|\.zattrs)$/;

/**
 * Groups and arrays by their paths, '/' first, from the metadata files of a store that lists no folders.
 *
 * @param within tells whether a group's members are wanted
 * @param known what the store is where it is no zarr group
 * @throws TissuebookError 'unsupported-encoding' (no zarr group), 'too-large'
 */
export function nodeTree(
  files: MetadataFiles,
  store: string,
  within: (path: string) => boolean = () => true,
  known?: Recognized,
): Map<string, ZarrNode> {
  const paths = new Set([...files.keys()].filter((key) => METADATA.test(key)).map((key) => key.replace(METADATA, '')));
  if (paths.size > MAX_NODES || [...paths].some((path) => path.split('/').length > MAX_DEPTH)) {
    throw new TissuebookError('too-large', `${store} has more than ${MAX_NODES} members or ${MAX_DEPTH} levels.`, {
      argument: 'folder',
      found: store,
    });
  }
  const outside = [...paths].find((path) => path !== '' && path.split('/').some((part) => /^(\.{0,2})$|[\\\0]/.test(part))); // prettier-ignore
  if (outside !== undefined) {
    throw new TissuebookError('corrupt', `${store} names a member ${JSON.stringify(outside.slice(0, 80))}, which leads out of it.`, {
      argument: 'folder',
      found: outside,
    }); // prettier-ignore
  }
  const nodes = new Map<string, ZarrNode>();
  for (const path of [...paths].sort()) {
    const cut = path.lastIndexOf('/');
    const above = path === '' ? undefined : nodes.get(cut < 0 ? '/' : `/${path.slice(0, cut)}`);
    const wanted = above?.kind === 'group' && within(cut < 0 ? '' : `/${path.slice(0, cut)}`);
    if (path !== '' && !wanted) continue;
    above?.members.push(path.slice(cut + 1));
    nodes.set(`/${path}`, describe(files, path === '' ? '' : `${path}/`));
  }
  if (nodes.get('/')?.kind === 'group') return nodes;
  throw new TissuebookError(
    'unsupported-encoding',
    `${store} is no zarr group${known ? `: it is ${known.what}` : ''}.`,
    {
      argument: 'folder',
      found: store,
      advice: known?.advice ?? 'A zarr group has a file zarr.json or .zgroup at its root.',
    },
  );
}

function describe(files: MetadataFiles, prefix: string): ZarrNode {
  const newer = files.get(`${prefix}zarr.json`);
  if (newer !== undefined) {
    const facts = isRecord(newer) ? newer : {};
    const attributes = isRecord(facts['attributes']) ? facts['attributes'] : {};
    return { kind: facts['node_type'] === 'array' ? 'dataset' : 'group', version: 3, attributes, members: [] };
  }
  const attributes = files.get(`${prefix}.zattrs`);
  const kind = files.has(`${prefix}.zarray`) ? 'dataset' : files.has(`${prefix}.zgroup`) ? 'group' : 'other';
  return { kind, version: 2, attributes: kind !== 'other' && isRecord(attributes) ? attributes : {}, members: [] };
}
