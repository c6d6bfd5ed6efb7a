import { type AnnData, toColumn } from '../../data';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import type { Model, ModelData } from '../../models';
import { checkOptions, integer, oneOf, text } from '../../options';
import { recordStep } from '../../prepare';
import { need, needTrained } from '../shared/modelChecks';
import { needPicture } from '../shared/pictured';

export interface SimilarCellsOptions {
  /** The cell that is asked about, by number. */
  cell: number;
  /** What of it is taken: its 'image', compared with profiles, or its 'gene' profile, compared with pictures. 'image'. */
  query?: 'image' | 'gene';
  /** The obs column that takes the similarities. 'similarity'. */
  key?: string;
}

/** Cells of a section whose similarities are all computed, at most (ours). */
const MOST = 5000;

/**
 * How near the profile of every cell of a section is to the picture of one cell, or every picture to its profile: cosine similarities, for a
 * map on the picture of the section. Cells of other sections are left out.
 *
 *     const view = spatialView(await similarCells(model, { cells, image }, { cell: 12 }), { color: 'similarity' });
 *
 * @returns a new AnnData of the cell's section with obs[key], and obs[key + '_rank']: 1 for the nearest
 * @throws TissuebookError 'not-trained', 'invalid-argument' (a number that is no cell, no picture, too many cells)
 */
export async function similarCells(model: Model, data: ModelData, options: SimilarCellsOptions): Promise<AnnData> {
  const where = 'similarCells';
  checkOptions(where, options, { cell: integer(0), query: oneOf('image', 'gene'), key: text });
  needTrained(where, model);
  const retrieving = need(where, model, 'retrieve');
  const { cells, image } = needPicture(where, data);
  const { cell, query = 'image', key = 'similarity' } = options ?? {};
  if (!(cell < cells.nObs)) {
    throw new TissuebookError('invalid-argument', `${where}: ${cell} is no cell.`, {
      argument: 'cell',
      found: cell,
      advice: `Cells are whole numbers from 0 to ${cells.nObs - 1}.`,
    });
  }
  const { section } = readSections(where, cells, model.frame?.sectionColumn ?? '');
  const rows = Int32Array.from(section.keys()).filter((i) => section[i] === section[cell]);
  if (rows.length > MOST) {
    throw new TissuebookError('invalid-argument', `${where}: ${rows.length} cells of the section are too many.`, {
      argument: 'data',
      found: rows.length,
      advice: `Ask about part of the section, at most ${MOST} cells: cells.subset({ obs: [...] }).`,
    });
  }
  const here = cells.subset({ obs: rows });
  const { nearest, similarity, k } = await retrieving({ cells: here, image }, { query, k: rows.length });
  const at = rows.indexOf(cell);
  const [values, ranks] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let rank = 0; rank < k; rank++) {
    const other = nearest[at * k + rank]!;
    values[other] = similarity[at * k + rank]!;
    ranks[other] = rank + 1;
  }
  const obs = here.obs.clone();
  obs.set(key, toColumn(values));
  obs.set(`${key}_rank`, toColumn(ranks));
  return recordStep(
    here,
    `similarCells(${model.card.id}, cell ${cell}, query ${query})`,
    { obs },
    { options: { ...options, model: model.card.id }, from: cells },
  );
}
