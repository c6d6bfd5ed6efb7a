import { concat, coordinates, type AnnData } from '../../data';
import { knnGraph } from '../../graph';
import { tokenNames, type TokenModel } from '../../models';
import type { Arm } from './conditions';
import { rowOf, type Reader, type Reading, type Scene } from './reader';

/** Asks a model for the tokens of a changed tissue. Whole sections are read, so that tokens are those of the whole tissue. */
export function tokenReader(model: TokenModel, adata: AnnData): Reader {
  const own = adata.matrix();
  return {
    readOut: 'token',
    seeded: false,
    readsChanged: true,
    genes: undefined,
    profiles: { own, whole: false, of: (_cells, x) => Promise.resolve(x) },
    margin: Infinity,
    hearing: (points, groups) => knnGraph(points, { k: Number(model.config.neighbors ?? 8), symmetric: true, groups }),
    read: (data, scene, arm) => readTokens(model, data, scene, arm),
  };
}

async function readTokens(model: TokenModel, adata: AnnData, scene: Scene, arm: Arm): Promise<Reading> {
  const gone = new Set(arm.gone);
  const kept = scene.field.filter((cell) => !gone.has(cell));
  const row = rowOf(kept);
  const tissue = withAdded(adata, natives(adata, kept, row, arm), scene, arm);
  const { codes, heads } = await model.tokenize(tissue);
  const names = tokenNames(codes, heads);
  const state = await model.embed(tissue);
  const rows = scene.watched.map((cell) => row.get(cell)!);
  return { labels: Array.from(rows, (at) => names[at]!), state: state.takeRows(rows) };
}

function natives(adata: AnnData, kept: Int32Array, row: Map<number, number>, arm: Arm): AnnData {
  const tissue = adata.subset({ obs: kept });
  const x = tissue.matrix().toDense();
  arm.altered.forEach((cell, at) => x.row(row.get(cell)!).set(arm.profiles.row(at)));
  return tissue.with({ X: x });
}

/** The tissue with added cells behind its own; in all but values and place they are as the cells beside them. */
function withAdded(adata: AnnData, tissue: AnnData, { places, beside }: Scene, arm: Arm): AnnData {
  if (arm.added.rows === 0) return tissue;
  const added = adata.subset({ obs: beside }).with({ X: arm.added, obsm: [['spatial', places]] });
  return concat([tissue.with({ obsm: [['spatial', coordinates(tissue).points]] }), added]);
}
