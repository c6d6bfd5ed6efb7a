import { type AnnData, type CategoricalColumn, coordinates, valuesOf } from '../../../../src/data';
import { radiusGraph } from '../../../../src/graph';
import { rocAuc } from '../../../../src/metrics';

/** Cell types that are neither tumour nor immune. */
const OTHERS = ['Other', 'Endothelial', 'Mesenchyme'];
/** Pixels within which cells touch: about 10 micrometres (ours). */
const REACH = 25;

/**
 * How well contacts of immune cells with tumour cells, divided by contacts of immune cells among themselves, tell mixed
 * from compartmentalised tumours: the area under the ROC curve, over patients.
 */
export function contactAuc(adata: AnnData): number {
  const types = valuesOf(adata.column('cell_type')).map(String);
  const kinds = types.map((type) => (type === 'Tumor' ? 'tumour' : OTHERS.includes(type) ? 'other' : 'immune'));
  const { codes, categories } = adata.column('patient') as CategoricalColumn;
  const graph = radiusGraph(coordinates(adata).points, { radius: REACH, groups: codes });
  const contacts = categories.map(() => ({ tumour: 0, immune: 0, other: 0 }));
  kinds.forEach((kind, i) => {
    if (kind !== 'immune') return;
    for (const j of graph.neighbors(i)) contacts[codes[i]!]![kinds[j]! as 'tumour' | 'immune' | 'other']++;
  });
  const classes = valuesOf(adata.column('tumor_class'));
  const classOf = categories.map((_, patient) => classes[codes.indexOf(patient)]);
  const asked = categories.flatMap((_, patient) => (classOf[patient] === 'mixed' || classOf[patient] === 'compartmentalized' ? [patient] : [])); // prettier-ignore
  const scores = asked.map((patient) => contacts[patient]!.tumour / contacts[patient]!.immune);
  return rocAuc(
    asked.map((patient) => classOf[patient] === 'mixed'),
    scores,
  );
}
