import { cellName, pairAt } from './cellPair';
import { readable } from './text';
import type { CellPairs, SpatialPayload, ViewTable } from './types';

/** A row for each cell with a picture: what stands out in it, and whose pictures are nearest. */
export function pairsTable({ cells }: SpatialPayload, pairs: CellPairs): ViewTable {
  const name = (place: number): string => cellName(cells!, pairAt(pairs, place).cell);
  const rows = pairs.pictures.map((_, place) => {
    const { genes, nearest, rank } = pairAt(pairs, place);
    return [
      name(place),
      genes.map((gene) => `${gene.name} ${readable(gene.value)}`).join(', '),
      nearest.map((near) => `${name(near.place)} (${near.similarity.toFixed(2)})`).join(', '),
      ...(rank === undefined ? [] : [rank]),
    ];
  });
  const ranked = pairs.ranks ? ['Place of its own picture'] : [];
  return { columns: ['Cell', 'Genes that stand out', 'Nearest pictures (similarity)', ...ranked], rows };
}
