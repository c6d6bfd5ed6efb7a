import { coordinates, DenseMatrix, valuesOf, type AnnData } from '../data';
import { TissuebookError } from '../errors';
import { knnGraph } from '../graph';
import { readSections, tokenNames, type TokenModel } from '../models';
import { checkOptions, integer, listOf, number, text } from '../options';
import { PerturbationResult } from './perturbationResult';
import { besideMarked, tokenTransition } from './tokens';

export interface PerturbRegionOptions {
  /** Column of obs with the cell types. */
  labels: string;
  /** Types whose cells are changed. */
  types: string[];
  /** Features that say how activated a cell is: the mean of their standardised values. */
  markers: string[];
  /** Cells of the region by number; all cells unless given. */
  region?: number[];
  /** Share of the type's cells that count as most activated: 0.2 (ours). */
  share?: number;
}

/**
 * Gives the cells of some types in a region the mean profile of the most activated cells of these types (SQUINT, section
 * 5.4), and compares the tokens of the other cells beside them before and after. The control gives the same cells the
 * mean profile of all cells of the types: what it moves, any averaged profile moves. The data stay as they are.
 *
 * @throws TissuebookError 'missing-key' (no such column or feature), 'invalid-argument' (no cell of the types in the region)
 */
export async function perturbRegion(
  model: TokenModel,
  adata: AnnData,
  options: PerturbRegionOptions,
): Promise<PerturbationResult> {
  checkOptions('perturbRegion', options, {
    labels: text,
    types: listOf(text),
    markers: listOf(text),
    region: listOf(integer(0, adata.nObs - 1)),
    share: number(0.001, 1),
  });
  const { labels, types, markers, region, share = 0.2 } = options;
  const names = valuesOf(adata.column(labels)).map(String);
  const members = Int32Array.from(names.keys()).filter((i) => types.includes(names[i]!));
  const inRegion = region && new Set(region);
  const changed = members.filter((i) => !inRegion || inRegion.has(i));
  if (changed.length === 0) {
    throw new TissuebookError('invalid-argument', 'perturbRegion: the region holds no cell of these types.', {
      argument: 'types',
      found: types.join(', '),
      advice: `Choose other types of obs["${labels}"], or a larger region.`,
    });
  }
  const activation = meanOfMarkers(adata, markers, members);
  const byActivation = Int32Array.from(members.keys()).sort((a, b) => activation[b]! - activation[a]! || a - b);
  const activated = byActivation.slice(0, Math.max(1, Math.round(share * members.length))).map((at) => members[at]!);

  const graph = knnGraph(coordinates(adata).points, {
    k: Number(model.config.neighbours ?? 8),
    symmetric: true,
    groups: readSections('perturbRegion', adata, String(model.config.section ?? '')).section,
  });
  const mark = new Uint8Array(adata.nObs);
  for (const cell of changed) mark[cell] = 1;
  const near = besideMarked(mark, graph);
  const watched = Int32Array.from(near.keys()).filter((i) => near[i] === 1 && mark[i] === 0);
  const tokensOf = async (data: AnnData): Promise<string[]> => {
    const { codes, heads } = await model.tokenize(data);
    return tokenNames(codes, heads);
  };
  const before = await tokensOf(adata);
  const after = await tokensOf(withProfile(adata, changed, activated));
  const control = await tokensOf(withProfile(adata, changed, members));
  const order = new Intl.Collator('en', { numeric: true });
  const known = [...new Set([...before, ...after, ...control])].sort(order.compare);
  const place = new Map(known.map((name, at) => [name, at]));
  const at = (tokens: readonly string[]): Int32Array => Int32Array.from(watched, (cell) => place.get(tokens[cell]!)!);
  return new PerturbationResult({
    options: { ...options, share },
    config: model.config,
    changed,
    activated,
    watched,
    types: names,
    tokens: known,
    before,
    after,
    control,
    transition: tokenTransition(at(before), at(after), known.length),
    controlTransition: tokenTransition(at(before), at(control), known.length),
  });
}

/** Data in which the given cells carry the mean profile of others; nothing else differs. */
function withProfile(adata: AnnData, cells: Int32Array, donors: Int32Array): AnnData {
  const dense = adata.matrix().toDense();
  const profile = new Float64Array(dense.columns);
  for (const donor of donors) dense.row(donor).forEach((value, j) => (profile[j]! += value / donors.length));
  const values = dense.values.slice();
  for (const cell of cells) values.set(profile, cell * dense.columns);
  return adata.with({ X: new DenseMatrix(dense.rows, dense.columns, values) });
}

/** The mean over the markers of values standardised among the given cells. */
function meanOfMarkers(adata: AnnData, markers: readonly string[], cells: Int32Array): Float64Array {
  const out = new Float64Array(cells.length);
  for (const marker of markers) {
    const all = adata.feature(marker);
    const values = Float64Array.from(cells, (cell) => all[cell]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) || 1;
    values.forEach((value, i) => (out[i]! += (value - mean) / spread / markers.length));
  }
  return out;
}
