import type { AnnData } from '../annData';
import type { CategoricalColumn } from '../column';

/** Only the features of the type 'Gene Expression', where there are types. */
export function geneExpression(adata: AnnData): AnnData {
  const types = adata.var.has('feature_types') ? (adata.var.get('feature_types') as CategoricalColumn) : undefined;
  const genes = types && Array.from(types.codes, (code) => types.categories[code] === 'Gene Expression');
  return genes?.includes(false) ? adata.subset({ var: genes }) : adata;
}
