import type { AnnotatedData } from '../annDataParts';
import { describeAnnData, describeParts, keys } from '../describeAnnData';

/** What a MuData holds, in lines of plain text: what the whole has, and each modality as an AnnData shows itself. */
export function describeMuData(
  mdata: Omit<AnnotatedData, 'X' | 'layers' | 'raw'> & { mod: ReadonlyMap<string, AnnotatedData> },
): string {
  const heading = `MuData of ${mdata.mod.size} ${mdata.mod.size === 1 ? 'modality' : 'modalities'}`;
  const whole = describeParts(heading, mdata, { X: '', layers: '', obsp: keys(mdata.obsp), raw: '' });
  const inner = [...mdata.mod].map(([name, adata]) => {
    const text = describeAnnData(adata, name);
    return text.replaceAll(/^/gm, '  ');
  });
  return [whole, ...inner].join('\n');
}
