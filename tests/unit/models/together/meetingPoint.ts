import type { Peers } from '../../../../src/engine';

/** Ranks within one process: a sum is there when all have come. */
export function meetingPoint(size: number, more: Partial<Peers> = {}): Peers[] {
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
  return Array.from({ length: size }, (_, rank) => ({ rank, size, ending: false, notices: [], sum, end: () => undefined, ...more })); // prettier-ignore
}
