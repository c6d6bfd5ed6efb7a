import { TissuebookError } from '../../errors';
import type { ColumnName, ModalityName } from '../../names';
import { nearest } from '../../options';
import { AnnData } from '../annData';
import type { AnnDataParts } from '../annDataParts';
import { positionsOf } from '../arrays';
import type { ViewSelection } from '../choose';
import type { Column } from '../column';
import { listNames, Table } from '../table';
import { areInTurn, type AxisMap, checkMap, joinNames, mapsByName, mapsInTurn, namesOf } from './axisMaps';
import { describeMuData } from './describeMuData';
import { cellColumn } from './cellColumns';
import { displayBundle } from '../htmlDisplay';

/** Modalities by name, in their order. */
export type Modalities = Readonly<Record<string, AnnData>> | Iterable<readonly [string, AnnData]>;

/** The parts of a MuData: modalities, and what is known of the whole. All but `mod` are optional. */
export interface MuDataParts extends Partial<Omit<AnnDataParts, 'X' | 'layers' | 'raw'>> {
  /** An AnnData for each modality: { rna, prot }. */
  mod: Modalities;
  /** For each modality where the rows of obs are in it: 1 + the row, 0 where it lacks the cell. By name unless given. */
  obsmap?: Iterable<readonly [string, AxisMap]> | undefined;
  /** The same for the rows of var. */
  varmap?: Iterable<readonly [string, AxisMap]> | undefined;
}

/**
 * Data of several kinds about the same cells (axis 0 of Python's mudata): an AnnData for each modality, and tables and
 * matrices of the whole. A modality may lack cells and keep them in an order of its own: `obsmap` leads there. The
 * features of the whole are those of the modalities, one modality after the other.
 *
 * @example
 * const mdata = new MuData({ mod: { rna, prot } });
 * mdata.mod.get('prot')!.nObs;
 * mdata.column('rna:cell_type'); // for every cell of the whole
 * mdata.subset({ obs: [0, 1, 2] }); // these cells in every modality that has them
 */
export class MuData {
  /** The cells are shared: mudata's axis 0, the only one that is supported. */
  readonly axis = 0;
  readonly mod: ReadonlyMap<string, AnnData>;
  readonly obs: Table;
  readonly var: Table;
  readonly obsm: AnnData['obsm'];
  readonly varm: AnnData['varm'];
  readonly obsp: AnnData['obsp'];
  readonly varp: AnnData['varp'];
  readonly obsmTables: AnnData['obsmTables'];
  readonly varmTables: AnnData['varmTables'];
  readonly uns: AnnData['uns'];
  readonly obsmap: ReadonlyMap<string, AxisMap>;
  readonly varmap: ReadonlyMap<string, AxisMap>;
  readonly notices: readonly string[];
  /** The parts of the whole; its maps are those of this object. */
  readonly #whole: AnnData;

  /**
   * @throws TissuebookError 'invalid-argument' (no modality; a cell twice in one, where no obsmap is given),
   *   'shape-mismatch' (a part that does not fit, a map that does not lead to the same names)
   */
  constructor(parts: MuDataParts) {
    const { mod, obsmap, varmap, ...whole } = parts;
    this.mod = new Map(Symbol.iterator in mod ? mod : Object.entries(mod));
    if (this.mod.size === 0) {
      throw new TissuebookError('invalid-argument', 'A MuData needs a modality.', { argument: 'mod', found: 0 });
    }
    const [cells, features] = [namesOf(this.mod, 'obs'), namesOf(this.mod, 'var')];
    this.#whole = new AnnData({
      ...whole,
      obs: whole.obs ?? new Table(joinNames(cells)),
      var: whole.var ?? new Table([...features.values()].flat()),
    });
    ({ obs: this.obs, obsm: this.obsm, obsmTables: this.obsmTables, obsp: this.obsp } = this.#whole);
    ({ var: this.var, varm: this.varm, varmTables: this.varmTables, varp: this.varp } = this.#whole);
    ({ uns: this.uns, notices: this.notices } = this.#whole);
    const inTurn = areInTurn(this.var.index, features);
    this.obsmap = new Map(obsmap ?? mapsByName(this.obs.index, cells));
    this.varmap = new Map(varmap ?? (inTurn ? mapsInTurn(features) : mapsByName(this.var.index, features)));
    this.checkShapes();
  }

  /** The number of cells that any modality has. */
  get nObs(): number {
    return this.obs.length;
  }

  /** The number of features of all modalities. */
  get nVars(): number {
    return this.var.length;
  }

  /**
   * Checks that every part fits, also inside of the modalities; called again before a file is written.
   *
   * @throws TissuebookError 'shape-mismatch'
   */
  checkShapes(): void {
    this.#whole.checkShapes();
    for (const [name, adata] of this.mod) {
      adata.checkShapes();
      checkMap(`obsmap['${name}']`, this.obsmap.get(name) ?? new Int32Array(), this.obs.index, adata.obs.index);
      checkMap(`varmap['${name}']`, this.varmap.get(name) ?? new Int32Array(), this.var.index, adata.var.index);
    }
  }

  /** A modality. @throws TissuebookError 'missing-key', with near names */
  modality(name: ModalityName): AnnData {
    const found = this.mod.get(name);
    if (found) return found;
    const near = nearest(name, [...this.mod.keys()]);
    throw new TissuebookError('missing-key', `There is no modality "${name}".`, {
      argument: 'mod',
      found: name,
      advice: `${near ? `Did you mean "${near}"? ` : ''}Modalities: ${listNames([...this.mod.keys()])}.`,
    });
  }

  /**
   * A column for each cell of the whole: of obs; of a modality's obs as 'rna:total', as mudata names what it pulls; or
   * 'total' where one modality alone has it. Missing where the modality lacks the cell.
   *
   * @throws TissuebookError 'missing-key' (no such column, or several modalities have it)
   */
  column(name: ColumnName): Column {
    return cellColumn(this, name);
  }

  /**
   * Some cells and features, in the order of the selection: a new MuData, a copy of what is chosen. Every modality keeps
   * those that it has, in that order.
   *
   * @throws TissuebookError 'shape-mismatch', 'invalid-argument' or 'missing-key' as `Selection` says; 'invalid-argument'
   *   also for a row that is chosen twice
   */
  subset(selection: ViewSelection): MuData {
    const obs = chosenRows(selection.obs, this.obs.index, 'obs');
    const features = chosenRows(selection.var, this.var.index, 'var');
    const maps = { obs: new Map<string, AxisMap>(), var: new Map<string, AxisMap>() };
    const mod = [...this.mod].map(([name, adata]) => {
      const cells = chosenPlaces(this.obsmap.get(name)!, obs);
      const columns = chosenPlaces(this.varmap.get(name)!, features);
      maps.obs.set(name, cells.map);
      maps.var.set(name, columns.map);
      const part = { ...(obs && { obs: cells.places }), ...(features && { var: columns.places }) };
      return [name, adata.subset(part)] as const;
    });
    const whole = this.#whole.subset({ ...(obs && { obs }), ...(features && { var: features }) });
    return new MuData({ ...wholeParts(whole), mod, obsmap: maps.obs, varmap: maps.var });
  }

  /**
   * The same data with some parts replaced; tables and maps are copied, matrices shared. Where other modalities make other
   * rows of obs (or var), obs (or var) and its matrices begin anew, and `notices` says so.
   *
   * @example
   * const more = mdata.with({ mod: [...mdata.mod, ['atac', atac]] }); // obs stays where atac has none but known cells
   */
  with(changes: Partial<MuDataParts>): MuData {
    const { mod = this.mod, ...others } = changes;
    const modalities = new Map(Symbol.iterator in mod ? mod : Object.entries(mod));
    let parts: MuDataParts = {
      ...wholeParts(this.#whole.with({})),
      mod: modalities,
      obsmap: this.obsmap,
      varmap: this.varmap,
    };
    const notices = [...this.notices];
    for (const axis of ['obs', 'var'] as const) {
      const names = namesOf(modalities, axis);
      if (sameRows(namesOf(this.mod, axis), names)) continue;
      parts = { ...parts, ...(axis === 'obs' ? { obsmap: undefined } : { varmap: undefined }) };
      const rows = axis === 'obs' ? joinNames(names) : [...names.values()].flat();
      if (axis === 'obs' ? areAll(this.obs.index, rows) : areInTurn(this.var.index, names)) continue;
      parts = { ...parts, ...emptyAxis(axis, rows) };
      const lost = this[axis].names.length + this[`${axis}m`].size + this[`${axis}p`].size > 0;
      if (lost) notices.push(`Left out: columns and matrices of ${axis} of the whole, as its rows are others.`);
    }
    return new MuData({ ...parts, notices, ...others });
  }

  /** What is in it, as text. */
  toString(): string {
    return describeMuData(this);
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

type WholePart = Exclude<keyof MuDataParts, 'mod' | 'obsmap' | 'varmap'>;

/** What an AnnData has beside its features' values: the parts of a whole. */
export function wholeParts(whole: AnnData): Pick<AnnData, WholePart> {
  const { obs, obsm, obsmTables, obsp, varm, varmTables, varp, uns, notices } = whole;
  return { obs, obsm, obsmTables, obsp, var: whole.var, varm, varmTables, varp, uns, notices };
}

function emptyAxis(axis: 'obs' | 'var', rows: readonly string[]): Partial<MuDataParts> {
  const table = new Table(rows);
  if (axis === 'obs') return { obs: table, obsm: [], obsmTables: [], obsp: [] };
  return { var: table, varm: [], varmTables: [], varp: [] };
}

function chosenRows(
  selection: ViewSelection['obs'],
  names: readonly string[],
  axis: 'obs' | 'var',
): Int32Array | undefined {
  if (!selection) return undefined;
  const rows = positionsOf(selection, names, axis);
  const seen = new Set<number>();
  const twice = rows.find((row) => seen.size === seen.add(row).size);
  if (twice === undefined) return rows;
  throw new TissuebookError('invalid-argument', `${axis}: "${names[twice]}" is chosen twice.`, {
    argument: axis,
    found: names[twice],
  });
}

/** The rows of a modality that chosen rows of the whole are, and where the chosen rows are among them. */
function chosenPlaces(map: AxisMap, rows: Int32Array | undefined): { places: Int32Array; map: AxisMap } {
  if (!rows) return { places: new Int32Array(), map };
  const present = rows.filter((row) => map[row]! > 0);
  let next = 0;
  return { places: present.map((row) => map[row]! - 1), map: rows.map((row) => (map[row]! > 0 ? ++next : 0)) };
}

function sameRows(a: ReadonlyMap<string, readonly string[]>, b: ReadonlyMap<string, readonly string[]>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, rows]) => {
    const others = b.get(name);
    return others?.length === rows.length && rows.every((row, i) => row === others[i]);
  });
}

/** Whether names are those of an index, in any order. */
function areAll(index: readonly string[], names: readonly string[]): boolean {
  const known = new Set(index);
  return known.size === index.length && names.length === known.size && names.every((name) => known.has(name));
}
