import { type AnnData, DenseMatrix, numericArray, toColumn, type Uns } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import type { ObspName } from '../../names';
import { anything, checkOptions, integer, seed as seedCheck, text } from '../../options';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { graphOf } from '../clusters/leiden';
import { recordStep } from '../record';
import { diffusionMap, pseudotimeFrom } from './diffusionMap';

export interface DptOptions extends WorkOptions {
  /** The cell that pseudotime begins at, by number. */
  root: number;
  /** Diffusion components. 10, as scanpy's n_dcs; the stationary one counts. */
  components?: number;
  /** The entry of obsp whose weights count. 'connectivities', of neighbors. */
  graph?: ObspName;
  /** The obs column that takes the pseudotime. 'dpt_pseudotime'. */
  key?: string;
  /** uint32: the direction in which the search starts; it changes rounding only. 0. */
  seed?: number;
}

/**
 * Diffusion pseudotime on the neighbor graph (Haghverdi et al. 2016), as scanpy.tl.diffmap and scanpy.tl.dpt: how far each cell lies
 * from the root, along the data. Writes obs['dpt_pseudotime'] (0 to 1), obsm['X_diffmap'] and uns['diffmap_evals'].
 *
 * @throws TissuebookError 'missing-key' (no such graph: run neighbors first), 'invalid-argument' (no such cell), 'aborted'
 */
export async function dpt(adata: AnnData, options: DptOptions): Promise<AnnData> {
  checkAnnData('dpt', 'adata', adata);
  checkOptions('dpt', options, {
    root: integer(0),
    components: integer(2, 10_000),
    graph: text,
    key: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const {
    root,
    components = 10,
    graph = 'connectivities',
    key = 'dpt_pseudotime',
    seed = 0,
  } = options ?? { root: NaN };
  if (!(root < adata.nObs)) {
    throw new TissuebookError('invalid-argument', `dpt: root, a cell from 0 to ${adata.nObs - 1}, is needed.`, {
      argument: 'root',
      found: root,
    });
  }
  const map = await diffusionMap(
    graphOf('dpt', adata, graph),
    { components, seed },
    new EventLoopYielder('dpt', options),
  );
  const width = map.vectors.length;
  const places = Float32Array.from({ length: adata.nObs * width }, (_, at) => {
    return map.vectors[at % width][Math.floor(at / width)];
  });
  const obs = adata.obs.clone();
  obs.set(key, toColumn(pseudotimeFrom(map, root)));
  const uns: Uns = new Map(adata.uns).set('diffmap_evals', numericArray(map.values)).set('iroot', root);
  return recordStep(
    adata,
    `dpt(root ${root}, components ${components})`,
    {
      obs,
      obsm: new Map(adata.obsm).set('X_diffmap', new DenseMatrix(adata.nObs, width, places)),
      uns,
    },
    { options },
  );
}
