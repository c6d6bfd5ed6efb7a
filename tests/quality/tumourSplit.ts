import { type AnnData, zoo } from '../../src';
import { Random } from '../../src/engine';
import { kept } from './context';
import { labelsOf, tumours } from './data';

/** Eleven patients to train on, one to choose the best epoch by, seven to be scored; the same for every seed. */
interface TumourSplit {
  /** Training patients, then the one that chooses the epoch. */
  readonly known: AnnData;
  /** Cells of `known` that choose the epoch. */
  readonly choosing: number[];
  readonly training: AnnData;
  readonly tests: readonly { readonly patient: string; readonly cells: AnnData }[];
}

export const tumourSplit = kept(async (context): Promise<TumourSplit> => {
  const adata = await tumours(context);
  const patients = labelsOf(adata, 'patient');
  const names = [...new Set(patients)].sort();
  const order = [...new Random(0).fork('patients').permutation(names.length)].map((at) => names[at]);
  const cellsOf = (chosen: readonly string[]): number[] =>
    [...patients.keys()].filter((cell) => chosen.includes(patients[cell]));
  const train = cellsOf(order.slice(0, 11));
  const choosing = cellsOf(order.slice(11, 12));
  return {
    known: adata.subset({ obs: [...train, ...choosing] }),
    choosing: choosing.map((_, at) => train.length + at),
    training: adata.subset({ obs: train }),
    tests: order.slice(12).map((patient) => ({ patient, cells: adata.subset({ obs: cellsOf([patient]) }) })),
  };
});

/** CI-FM after 30 epochs on the training patients: what is scored, and what cells are put before. */
export const trainedOnTumours = kept(async (context, seed) => {
  const { known, choosing } = await tumourSplit(context);
  const model = zoo.create('cifm', { section: 'patient', batchSize: 1500, seed });
  await model.fit(known, { epochs: 30, validation: choosing, write: false });
  return model;
});
