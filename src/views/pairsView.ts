import { type AnnData, DenseMatrix, type ImageSource } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import type { ColumnName, FeatureName, LayerName, ObsmName } from '../names';
import {
  anything,
  checkArgument,
  checkOptions,
  flag,
  integer,
  listOf,
  nearest as nearestName,
  number,
  objectWith,
  oneOf,
  seed as seedCheck,
  show,
  text,
} from '../options';
import { type CellPairs, encodeArray, readable, type SpatialPayload } from '../protocol';
import { Random } from '../random';
import type { ColorBy } from './cellColor';
import { type CellPictureOptions, cellPictures } from './cellPictures';
import { nearestPictures } from './nearestPictures';
import { outstandingGenes } from './outstandingGenes';
import { spatialView } from './spatialView';
import { View } from './view';
import { type Wording, wordingChecks } from './wording';

/** Cells with the picture of their tissue, as models take them. */
export interface PicturedCells {
  readonly cells: AnnData;
  readonly image: ImageSource;
}

/** How pictures and genes of cells are shown. */
export interface PairsOptions extends Wording, CellPictureOptions {
  /** Key of obsm with vectors of pictures, by which they are near each other: 'X_stalign_image'. */
  use: ObsmName;
  /**
   * Key of obsm with the vectors that are searched with: with 'X_stalign_gene' the pictures that are nearest to the genes of a cell, and
   * the place of its own among them. `use`, which finds pictures like its own.
   */
  query?: ObsmName;
  /** What the map is colored by: an obs column or a feature. The gene that varies most among the cells shown. */
  color?: ColorBy;
  /** An obs column of groups (sections): one panel a group. */
  panelBy?: ColumnName;
  /** Where the values of genes come from. X. */
  layer?: LayerName;
  /** Cells with a picture, at most; of more so many are drawn at random, and a click on another shows the nearest. 500 (ours). */
  cells?: number;
  /** Nearest pictures of each cell. 6. */
  nearest?: number;
  /** Genes of each cell: so many that stand out most above the mean, or these by name. 8. */
  genes?: number | readonly FeatureName[];
  /** Whether the slides of `image` are read to lie under the cells; else what the data keep in uns['spatial'] does. false. */
  overview?: boolean;
  /** Of the draw of cells. 0. */
  seed?: number;
}

const checks = {
  ...wordingChecks,
  ...{ use: text, query: text, color: anything, panelBy: text, layer: text, seed: seedCheck, signal: anything },
  ...{ cells: integer(2, 2000), nearest: integer(1, 12), side: integer(8, 256), width: number(1e-9) },
  ...{ unit: oneOf('pixels', 'micrometers', 'positions'), channels: listOf(text), range: anything },
  overview: flag,
  genes: (value: unknown) => (Array.isArray(value) ? listOf(text)(value) : integer(1, 50)(value)),
};

/**
 * The tissue with a picture of each cell, the genes that stand out in it and the pictures that are most like it: a click on a cell, or the
 * list and the buttons beside the map, show one after the other, and mark the nearest ones on the map. All of it travels with the view,
 * so that it works in a saved notebook and on a web page, without a kernel.
 *
 *     pairsView({ cells, image }, { use: 'X_stalign_image', query: 'X_stalign_gene', panelBy: 'section' });
 *
 * @throws TissuebookError 'missing-key' (no such entry of obsm, gene, column), 'shape-mismatch' (vectors of other widths), 'too-large',
 *   'not-finite', and as spatialView and ImageSource.crops
 */
export async function pairsView(data: PicturedCells, options: PairsOptions): Promise<View> {
  checkArgument('pairsView', 'data', data, objectWith('cells', 'image'));
  checkArgument('pairsView', 'options', options, objectWith('use'));
  checkOptions('pairsView', options, checks);
  const { cells: adata, image } = data;
  checkAnnData('pairsView', 'data.cells', adata);
  const { use, query = use, panelBy, layer, cells: most = 500, nearest: near = 6, genes = 8, seed = 0 } = options;
  const known = vectorsOf(adata, 'use', use);
  const asking = vectorsOf(adata, 'query', query);
  if (known.columns !== asking.columns) {
    throw new TissuebookError('shape-mismatch', `pairsView: ${query} has ${asking.columns} columns, ${use} ${known.columns}.`, {
      argument: 'query',
      found: asking.columns,
      advice: 'Vectors are compared in one space.',
    }); // prettier-ignore
  }
  const named = typeof genes === 'number' ? undefined : checkGenes(adata, genes);
  const kept = keptCells(adata, image, most, seed);
  const k = Math.min(near, kept.length - 1);
  const stand = outstandingGenes(adata, kept, typeof genes === 'number' ? genes : 0, named, layer);
  const found = nearestPictures(known.takeRows(kept), asking.takeRows(kept), k);
  const { side = 32, width, unit = 'pixels', channels, range, signal } = options;
  const cut = { side, unit, ...(width && { width }), ...(channels && { channels }), ...(range && { range }), ...(signal && { signal }) }; // prettier-ignore
  const { pictures, notices } = await cellPictures(adata, image, kept, cut);
  const n = kept.length;
  const pairs: CellPairs = {
    cells: encodeArray(kept),
    pictures,
    width: `${readable(width ?? side)} ${{ pixels: 'px', micrometers: 'um', positions: 'units' }[unit]}`,
    genes: stand.genes,
    shown: encodeArray(stand.shown, [n, stand.count]),
    values: encodeArray(stand.values, [n, stand.count]),
    deviations: encodeArray(stand.deviations, [n, stand.count]),
    vectors: query === use ? use : `${query} with ${use}`,
    nearest: encodeArray(found.nearest, [n, k]),
    similarity: encodeArray(found.similarity, [n, k]),
    ...(query !== use && { ranks: encodeArray(found.ranks) }),
  };
  const { title, caption, description, id } = options;
  const base = spatialView(adata, {
    title: title ?? 'Pictures and genes of cells',
    ...{
      ...(caption !== undefined && { caption }),
      ...(description !== undefined && { description }),
      ...(id && { id }),
    },
    ...{ ...(panelBy !== undefined && { panelBy }), ...(layer !== undefined && { layer }) },
    color: options.color ?? mostVarying(stand),
    image: options.overview
      ? await image.overview(adata, { ...(channels && { channels }), ...(range && { range }) })
      : true,
  });
  const payload = base.payload as SpatialPayload;
  const said = [payload.description, ...(description === undefined ? [described(pairs, found.ranks, adata.nObs)] : [])];
  return new View({ ...payload, description: [...said, ...notices].join(' '), pairs }, { adata, layer });
}

function vectorsOf(adata: AnnData, argument: string, key: string): DenseMatrix {
  const found = adata.obsm.get(key);
  const near = nearestName(key, [...adata.obsm.keys()]);
  if (!(found instanceof DenseMatrix)) {
    throw new TissuebookError('missing-key', `pairsView: there is no obsm[${show(key)}] of vectors.`, {
      argument,
      found: key,
      advice: `${near ? `Did you mean "${near}"? ` : ''}obsm has: ${[...adata.obsm.keys()].join(', ')}.`,
    });
  }
  if (found.values.every(Number.isFinite)) return found;
  throw new TissuebookError('not-finite', `pairsView: obsm["${key}"] holds values that are no numbers.`, { argument });
}

function checkGenes(adata: AnnData, genes: readonly string[]): readonly string[] {
  const missing = genes.find((name) => !adata.var.index.includes(name));
  if (missing === undefined) return genes;
  const near = nearestName(missing, adata.var.index.slice(0, 50_000));
  throw new TissuebookError('missing-key', `pairsView: there is no gene "${missing}".`, {
    argument: 'genes',
    found: missing,
    ...(near && { advice: `Did you mean "${near}"?` }),
  });
}

/** Cells that lie on their image, in order: all, or so many of them. */
function keptCells(adata: AnnData, image: ImageSource, most: number, seed: number): Int32Array {
  const { on } = image.places(adata);
  const there = Int32Array.from(on.keys()).filter((cell) => on[cell] === 1);
  if (there.length < 2) {
    throw new TissuebookError('invalid-argument', `pairsView: ${there.length} of ${adata.nObs} cells lie on their image.`, {
      argument: 'data',
      found: there.length,
      advice: 'Look at the unit of the positions and the scale of the slide.',
    }); // prettier-ignore
  }
  if (there.length <= most) return there;
  const drawn = new Random(seed).fork('pairs').choice(there.length, most);
  return Int32Array.from(drawn, (at) => there[at]).sort();
}

/** The gene that is shown for most cells. */
function mostVarying({ genes, shown }: { genes: readonly string[]; shown: Int32Array }): string {
  const counts = new Int32Array(genes.length);
  shown.forEach((gene) => counts[gene]++);
  return genes[counts.indexOf(Math.max(...counts))];
}

function described({ pictures, vectors, ranks }: CellPairs, places: Int32Array, all: number): string {
  const some =
    pictures.length < all
      ? `${readable(pictures.length)} of ${readable(all)} cells have a picture`
      : 'Every cell has a picture';
  const middle = places.slice().sort()[places.length >> 1];
  const rank = ranks
    ? ` Searched with its genes, the picture of a cell stands at place ${readable(middle)} of ${readable(pictures.length)} (median).`
    : '';
  return `${some}, its genes that stand out and the nearest pictures by ${vectors}.${rank}`;
}
