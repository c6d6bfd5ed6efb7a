import { TissuebookError } from '../../errors';
import { checkOptions, oneOf } from '../../options';
import type { AnnData } from '../annData';
import { joinNames, namesOf } from './axisMaps';
import { type Modalities, MuData } from './muData';

export interface ToMuDataOptions {
  /** 'inner': cells that all modalities have. 'outer': cells that any has. 'inner', as anndata.concat. */
  join?: 'inner' | 'outer';
}

/**
 * One MuData from several AnnData of the same cells, matched by obs names in any order. With join 'inner' every modality
 * comes out with the same cells in the order of the first, as after muon's intersect_obs; `notices` says how many cells
 * of each were left out. With 'outer' all stay, and `notices` says how many are in one modality but not in every one.
 *
 * @throws TissuebookError 'invalid-argument' (no modality; a name twice in one, by that name; no cell in common)
 *
 * @example
 * const mdata = toMuData({ rna: await readH5ad('rna.h5ad'), prot: await readH5ad('protein.h5ad') });
 * console.log(mdata.notices); // "12 of 500 cells of rna are not in every modality: left out."
 */
export function toMuData(modalities: Modalities, options: ToMuDataOptions = {}): MuData {
  checkOptions('toMuData', options, { join: oneOf('inner', 'outer') });
  const mod = new Map(Symbol.iterator in modalities ? modalities : Object.entries(modalities));
  const cells = namesOf(mod, 'obs');
  const all = joinNames(cells);
  const sets = [...cells.values()].map((index) => new Set(index));
  const common = all.filter((name) => sets.every((set) => set.has(name)));
  if (common.length === 0 && all.length > 0) throw nothingShared(mod);
  const inner = options.join !== 'outer';
  const notices = [...mod].flatMap(([name, { nObs }]) =>
    nObs === common.length
      ? []
      : [`${nObs - common.length} of ${nObs} cells of ${name} are not in every modality${inner ? ': left out' : ''}.`],
  );
  const chosen = inner ? [...mod].map(([name, adata]) => [name, inOrder(adata, common)] as const) : mod;
  return new MuData({ mod: chosen, notices });
}

/** The cells of these names; the data themselves where those are all, in this order. */
function inOrder(adata: AnnData, names: readonly string[]): AnnData {
  const same = adata.nObs === names.length && names.every((name, i) => adata.obs.index[i] === name);
  return same ? adata : adata.subset({ obs: names });
}

function nothingShared(mod: ReadonlyMap<string, AnnData>): TissuebookError {
  const shown = [...mod].map(([name, { obs }]) => `${name} has "${obs.index[0] ?? 'none'}"`);
  return new TissuebookError('invalid-argument', 'toMuData: the modalities have no cell in common.', {
    argument: 'modalities',
    found: 0,
    advice: `Cells are matched by the names of obs.index: ${shown.join(', ')}.`,
  });
}
