import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';

/**
 * The positions of the genes that a step uses: those of var['highly_variable'] where it is there and wanted, else all.
 *
 * @param wanted true asks for them, false for all; undefined takes them where they are marked, as scanpy
 * @throws TissuebookError 'missing-key' when they are asked for and not marked, 'invalid-argument' when none is
 */
export function chosenGenes(where: string, adata: AnnData, wanted: boolean | undefined): Int32Array {
  const all = Int32Array.from({ length: adata.nVars }, (_, j) => j);
  const marked = adata.var.has('highly_variable') ? adata.var.get('highly_variable') : undefined;
  if (wanted === false || (wanted === undefined && !marked)) return all;
  if (marked?.kind !== 'boolean') {
    throw new TissuebookError('missing-key', `${where}: var['highly_variable'] does not mark any genes.`, {
      argument: 'useHighlyVariable',
      advice: 'Run highlyVariableGenes first, or use all genes with useHighlyVariable: false.',
    });
  }
  const chosen = all.filter((j) => marked.values[j] === 1 && !marked.missing?.[j]);
  if (chosen.length > 0) return chosen;
  throw new TissuebookError('invalid-argument', `${where}: var['highly_variable'] marks no gene.`, {
    argument: 'useHighlyVariable',
  });
}
