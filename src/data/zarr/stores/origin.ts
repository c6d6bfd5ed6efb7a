import type { AnnData } from '../../annData';
import type { Uns } from '../../uns';
import type { StoreOrigin } from './zarrStore';

/** The entry of the unstructured part that says where data were read from. */
const SOURCE_KEY = 'tissuebook_source';

/** The data with where they came from in uns, so that receipts of later steps have it; as they are where that is not known. */
export function withOrigin(adata: AnnData, origin: StoreOrigin | undefined): AnnData {
  if (!origin) return adata;
  const uns: Uns = new Map(adata.uns);
  uns.set(SOURCE_KEY, new Map(Object.entries(origin)));
  return adata.with({ uns });
}
