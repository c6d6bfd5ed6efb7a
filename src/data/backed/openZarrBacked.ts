import { expectAnnData } from '../encoding/expectAnnData';
import type { FileLimits } from '../h5ad/h5File';
import type { ZarrStore } from '../zarr/stores/zarrStore';
import { ZarrContainer } from '../zarr/zarrContainer';
import type { BackedAnnData } from './backedAnnData';
import { backedAnnData } from './openBacked';
import { ZarrSession } from './zarrSession';

/** The values of matrices that have a row for each cell: of dense ones all, of sparse ones what grows with the values. */
const MATRICES = /^\/(?:X|raw\/X|raw\.X|(?:layers|obsp)\/[^/]+)(?:\/(?:data|indices))?$/;

/** Opens an AnnData in a zarr store and leaves its matrices there. @param path for messages */
export async function openZarrBacked(
  path: string,
  store: ZarrStore,
  limits: FileLimits,
  signal?: AbortSignal,
): Promise<BackedAnnData> {
  const reading = { budget: limits.maxBytes, deadline: performance.now() + 1000 * limits.maxSeconds, ...(signal && { signal }) }; // prettier-ignore
  const container = await ZarrContainer.read(store, reading, expectAnnData, (at) => MATRICES.test(at));
  return backedAnnData(new ZarrSession(path, store, container.nodes, limits, signal), container);
}
