import { DenseMatrix, type MuData, zoo } from '../../src';
import { BMMC, marrow } from './data';
import { meanOf } from './numbers';
import { atMost, type QualityTarget } from './target';
import { difference, predictionsApart } from './withoutParts';

/** Proteins with other values, so with other edges to cells. */
function withProteins(mdata: MuData, change: (value: number, mean: number) => number): MuData {
  const prot = mdata.modality('prot');
  const { rows, columns, values } = prot.matrix().toDense();
  const means = Array.from({ length: columns }, (_, j) => meanOf(Array.from(prot.matrix().column(j))));
  const X = new DenseMatrix(
    rows,
    columns,
    Float32Array.from(values, (value, at) => change(value, means[at % columns])),
  );
  return mdata.with({ mod: [['rna', mdata.modality('rna')], ['prot', prot.with({ X })]] }); // prettier-ignore
}

/** T35: RNA from proteins as they are, none below zero; less their means, so that edges have signs; and the size of that alone. */
export const scmognnSigns: QualityTarget = {
  id: 'T35',
  model: 'scmognn',
  title: 'RNA from proteins, with and without signs of edges',
  data: [BMMC],
  seeds: [0, 1, 2],

  async run(seed, context) {
    const mdata = await marrow(context);
    const values = {
      'as given': mdata,
      'signed edges': withProteins(mdata, (value, mean) => value - mean),
      'edges without signs': withProteins(mdata, (value, mean) => Math.abs(value - mean)),
    };
    const variants = Object.fromEntries(
      Object.entries(values).map(([name, own]) => [name, { model: zoo.create('scmognn'), mdata: own }]),
    );
    return predictionsApart(variants, { from: 'prot', to: 'rna', seed }, 'as given');
  },

  own: true,
  marks: [atMost('as given: RMSE', 0.525, 0.508)],

  card: [
    {
      what: 'RNA from proteins with other edges: change of RMSE on the same folds (311 bone marrow cells, 3 seeds)',
      value: (found) =>
        [
          `proteins as given, none below zero, ${found.spread('as given: RMSE', 3)}`,
          `less their means, ${difference(found, 'signed edges', 'RMSE', 'as given')}`,
          `the same, ${difference(found, 'edges without signs', 'RMSE', 'as given')}`,
        ].join('; '),
    },
  ],
};
