import { basename } from 'node:path';
import { TissuebookError } from '../../../errors';
import type { ZarrNode } from '../nodes';
import type { Afford, Part, ZarrStore } from './zarrStore';

/** A group of a store as a store of its own: a table of SpatialData. */
export function below(store: ZarrStore, path: string): ZarrStore {
  return {
    name: basename(path),
    parallel: store.parallel,
    nodes: async (within = () => true) => {
      const all = await store.nodes((at) => `${path}/`.startsWith(`${at}/`) || (at.startsWith(`${path}/`) && within(at.slice(path.length)))); // prettier-ignore
      const own = new Map<string, ZarrNode>();
      for (const [at, node] of all) {
        if (at === path) own.set('/', node);
        else if (at.startsWith(`${path}/`)) own.set(at.slice(path.length), node);
      }
      if (own.get('/')?.kind === 'group') return own;
      throw new TissuebookError('missing-key', `${store.name} has no group ${path}.`, {
        argument: 'group',
        found: path,
      });
    },
    stamp: (at) => store.stamp?.(path + at) ?? '',
    read: (key: string, part: Part, afford: Afford) => store.read(path + key, part, afford),
  };
}
