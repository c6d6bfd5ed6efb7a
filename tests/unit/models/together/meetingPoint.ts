import type { Peers } from '../../../../src/engine';

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** Ranks within one process: a sum is there when all have come. */
export function meetingPoint(size: number): Changeable<Peers>[] {
  let come: { values: Float32Array; done: (sums: Float32Array) => void }[] = [];
  const sum = (values: Float32Array): Promise<Float32Array> =>
    new Promise((done) => {
      come.push({ values, done });
      if (come.length < size) return;
      const all = come;
      come = [];
      const sums = Float32Array.from(values, (_, at) =>
        all.reduce((total, one) => Math.fround(total + one.values[at]!), 0),
      );
      for (const one of all) one.done(sums.slice());
    });
  const leave = (): Promise<void> => Promise.resolve();
  return Array.from({ length: size }, (_, rank) => ({ rank, size, ending: false, notices: [], sum, end: () => undefined, leave })); // prettier-ignore
}
