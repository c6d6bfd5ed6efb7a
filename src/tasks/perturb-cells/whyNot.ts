import type { Model } from '../../models';

/** Why a model cannot answer a change of some cells, in a sentence. */
export function whyNot(model: Model | undefined): string {
  if (!model?.card) return 'this is no model.';
  const { name } = model.card;
  const { can = {} } = model;
  if (!model.frame) return `${name} takes no positions, so that no cell is another's neighbor.`;
  if (can.tokenize) return `${name} answers with a token for each cell, not with the expression of genes.`;
  if (can.attend || can.fillGenes) {
    return `${name} lets all cells of a field of view look at each other, so that a change reaches all of them, not a neighborhood.`;
  }
  return `${name} gives vectors, and infers no cell from those around it.`;
}
