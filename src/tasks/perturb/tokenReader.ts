import { concat, coordinates, type AnnData } from '../../data';
import { type Model, tokenNames } from '../../models';
import { frameOf, need } from '../shared/modelChecks';
import type { Condition } from './conditions';
import { rowOf, type Reader, type Reading, type Context } from './reader';

/** Asks a model for the tokens of a changed tissue. Whole sections are read, so that tokens are those of the whole tissue. */
export function tokenReader(model: Model, adata: AnnData): Reader {
  const own = adata.matrix();
  return {
    readOut: 'token',
    seeded: false,
    readsChanged: true,
    genes: undefined,
    profiles: { own, whole: false, of: (_cells, x) => Promise.resolve(x) },
    margin: Infinity,
    receptiveFields: (points, section) => frameOf(model).graph(points, section),
    read: (data, context, condition) => readTokens(model, data, context, condition),
  };
}

async function readTokens(model: Model, adata: AnnData, context: Context, condition: Condition): Promise<Reading> {
  const gone = new Set(condition.gone);
  const kept = context.field.filter((cell) => !gone.has(cell));
  const row = rowOf(kept);
  const tissue = withAdded(adata, natives(adata, kept, row, condition), context, condition);
  const { codes, heads } = await need('perturb', model, 'tokenize')(tissue);
  const names = tokenNames(codes, heads);
  const state = await need('perturb', model, 'embed')(tissue);
  const rows = context.watched.map((cell) => row.get(cell)!);
  return { labels: Array.from(rows, (at) => names[at]!), state: state.takeRows(rows) };
}

function natives(adata: AnnData, kept: Int32Array, row: Map<number, number>, condition: Condition): AnnData {
  const tissue = adata.subset({ obs: kept });
  const x = tissue.matrix().toDense();
  condition.altered.forEach((cell, at) => x.row(row.get(cell)!).set(condition.profiles.row(at)));
  return tissue.with({ X: x });
}

/** The tissue with added cells behind its own; in all but values and place they are as the cells beside them. */
function withAdded(adata: AnnData, tissue: AnnData, { places, beside }: Context, condition: Condition): AnnData {
  if (condition.added.rows === 0) return tissue;
  const added = adata.subset({ obs: beside }).with({ X: condition.added, obsm: [['spatial', places]] });
  return concat([tissue.with({ obsm: [['spatial', coordinates(tissue).points]] }), added]);
}
