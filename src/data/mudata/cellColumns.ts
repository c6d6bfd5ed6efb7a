import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import type { AnnData } from '../annData';
import { type Column, takeValues } from '../column';
import { joinColumns } from '../concat/joinColumns';
import { listNames, type Table } from '../table';
import type { AxisMap } from './axisMaps';

/** What of a MuData has columns of cells. */
interface Modalities {
  readonly mod: ReadonlyMap<string, AnnData>;
  readonly obs: Table;
  readonly obsmap: ReadonlyMap<string, AxisMap>;
  modality(name: string): AnnData;
}

/** Columns of the cells by the name under which `cellColumn` finds them, without those of the whole. */
export function pulledNames({
  mod,
  obs,
}: Pick<Modalities, 'mod' | 'obs'>): Map<string, [modality: string, column: string]> {
  const found = new Map<string, [string, string]>();
  for (const [modality, adata] of mod) {
    for (const column of adata.obs.names) {
      const alone = [...mod.values()].filter((other) => other.obs.has(column)).length === 1;
      if (alone && !obs.has(column)) found.set(column, [modality, column]);
      if (!obs.has(`${modality}:${column}`)) found.set(`${modality}:${column}`, [modality, column]);
    }
  }
  return found;
}

/** As `MuData.column` says. */
export function cellColumn(mdata: Modalities, name: string): Column {
  if (mdata.obs.has(name)) return mdata.obs.get(name);
  const pulled = pulledNames(mdata);
  const at = pulled.get(name);
  if (at) return pullColumn(mdata.modality(at[0]), at[1], mdata.obsmap.get(at[0])!);
  const several = [...mdata.mod].filter(([, adata]) => adata.obs.has(name)).map(([modality]) => `${modality}:${name}`);
  const known = [...mdata.obs.names, ...pulled.keys()];
  const near = nearest(name, known);
  const advice = several.length ? `Say which: ${listNames(several)}.` : `There are: ${listNames(known)}.`;
  throw new TissuebookError(
    'missing-key',
    several.length ? `Several modalities have a column "${name}".` : `obs has no column "${name}".`,
    { argument: name, found: name, advice: `${near && !several.length ? `Did you mean "${near}"? ` : ''}${advice}` },
  );
}

/** A column of a modality for every cell of the whole; missing where the modality lacks the cell. */
function pullColumn({ obs }: AnnData, name: string, map: AxisMap): Column {
  const column = obs.get(name);
  if (!map.includes(0)) return takeValues(column, map.map((place) => place - 1)); // prettier-ignore
  const withMissing = joinColumns([column, undefined], [obs.length, 1]);
  const pulled = takeValues(withMissing, map.map((place) => (place || obs.length + 1) - 1)); // prettier-ignore
  return pulled.kind === 'categorical' && column.kind === 'categorical'
    ? { ...pulled, ordered: column.ordered }
    : pulled;
}
