import { describeParts, keys } from '../describeAnnData';
import type { AnnotatedData } from '../annDataParts';
import type { BackedMatrices } from './backedMatrices';
import type { BackedMatrix } from './backedMatrix';

/** What a backed AnnData holds, in lines of plain text. */
export function describeBacked(data: BackedMatrices & { annotations: AnnotatedData }): string {
  return describeParts('BackedAnnData', data.annotations, {
    X: data.X ? inFile(data.X) : 'none',
    layers: keys(data.layers),
    obsp: keys(data.obsp),
    raw: data.raw ? `${inFile(data.raw.X)}, ${data.raw.var.length} features` : '',
  });
}

function inFile({ format, blockRows }: BackedMatrix): string {
  const kinds = { dense: 'dense', csr: 'sparse rows', csc: 'sparse columns' } as const;
  return `${kinds[format]}, in the file; ${blockRows.toLocaleString('en')} cells in a block`;
}
