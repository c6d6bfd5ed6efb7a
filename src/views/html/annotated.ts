import { AnnData, type BackedAnnData, isSparse, type Matrix, type MuData } from '../../data';
import { columnsTable } from './columns';
import { type Html, html } from './html';
import { count, counted, frame, list, names, paragraph, section, short } from './parts';
import { unsList } from './uns';

/** An AnnData: what it holds, part by part, with the spread of each column. */
export function annDataHtml(adata: AnnData): Html {
  return frame(headingOf('AnnData', adata), annDataParts(adata), true);
}

/** A MuData: the whole, then each modality as an AnnData. */
export function muDataHtml(mdata: MuData): Html {
  const { mod } = mdata;
  const heading = headingOf(`MuData of ${mod.size} ${mod.size === 1 ? 'modality' : 'modalities'}`, mdata.obs.length, mdata.var.length); // prettier-ignore
  const modalities = [...mod].map(([name, adata]) =>
    section(headingOf(name, adata), html`<div style="padding-left:1em">${annDataParts(adata)}</div>`, true),
  );
  return frame(heading, [...wholeParts(mdata), ...modalities], true);
}

/** Data in a file: the words of the matrices, which are not read, and the rest as of an AnnData. */
export function backedHtml(backed: BackedAnnData): Html {
  const [heading = '', ...lines] = backed.toString().split('\n');
  const matrices = lines.map((line) => line.trim()).filter((line) => /^(X|layers|obsp|raw): /.test(line));
  return frame(heading, [list(matrices), ...wholeParts(backed.annotations)], true);
}

function headingOf(name: string, adata: AnnData): string;
function headingOf(name: string, cells: number, features: number): string;
function headingOf(name: string, first: AnnData | number, features = 0): string {
  const [cells, all] = typeof first === 'number' ? [first, features] : [first.nObs, first.nVars];
  return `${short(name)}: ${count(cells)} cells x ${count(all)} features`;
}

function annDataParts(adata: AnnData): Html[] {
  const { X, layers, raw } = adata;
  const matrices = [
    `X: ${X ? matrix(X) : 'none'}`,
    ...[...layers].map(([name, layer]) => `layers['${short(name)}']: ${matrix(layer)}`),
    ...(raw ? [`raw.X: ${matrix(raw.X)}`] : []),
  ];
  return [section(`values: ${layers.size + (X ? 1 : 0) + (raw ? 1 : 0)}`, list(matrices), true), ...wholeParts(adata)];
}

type Whole = Pick<
  AnnData,
  'obs' | 'var' | 'obsm' | 'obsmTables' | 'varm' | 'varmTables' | 'obsp' | 'varp' | 'uns' | 'notices'
>;

/** What an AnnData and the whole of a MuData both have. */
function wholeParts(data: Whole): Html[] {
  const { obs, obsm, obsmTables, varm, varmTables, obsp, varp, uns, notices } = data;
  const features = data.var;
  const colors = data instanceof AnnData ? data : undefined;
  const named = (key: string, maps: ReadonlyMap<string, unknown>[]): Html => {
    const entries = maps.flatMap((map) => [...map]);
    return entries.length ? section(`${key}: ${entries.length}`, list(entries.map(([name, value]) => `${short(name)}${widthOf(value)}`))) : html``; // prettier-ignore
  };
  return [
    section(
      `obs: ${counted(obs.length, 'cell')}, ${counted(obs.names.length, 'column')}`,
      columnsTable(obs, colors),
      true,
    ),
    section(`var: ${counted(features.length, 'feature')}, ${counted(features.names.length, 'column')}`, html`${columnsTable(features) ?? ''}${colors ? names(features.index) : ''}`), // prettier-ignore
    named('obsm', [obsm, obsmTables]),
    named('varm', [varm, varmTables]),
    named('obsp', [obsp]),
    named('varp', [varp]),
    section(`uns: ${count(uns.size)}`, unsList(uns)),
    section(`notices: ${count(notices.length)}`, notices.length ? html`${notices.map(paragraph)}` : undefined, true),
  ];
}

function matrix(values: Matrix): string {
  const type = values.values instanceof Float64Array ? 'float64' : 'float32';
  const shape = `${count(values.rows)} x ${count(values.columns)}`;
  if (!isSparse(values)) return `${shape}, dense, ${type}`;
  const share = (100 * values.stored) / Math.max(1, values.rows * values.columns);
  return `${shape}, sparse, ${type}, ${share.toFixed(1)} % stored`;
}

function widthOf(value: unknown): string {
  const { columns, names: inside } = value as { columns?: unknown; names?: unknown };
  const width = typeof columns === 'number' ? columns : Array.isArray(inside) ? inside.length : undefined;
  return width === undefined ? '' : ` (${count(width)})`;
}
