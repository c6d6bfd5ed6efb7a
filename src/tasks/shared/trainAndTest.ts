import { type AnnData, valuesOf } from '../../data';

/** The cells of the parts 'train' and 'test' that a split wrote into a column of obs, by number. */
export function trainAndTest(split: AnnData, key: string): { train: Int32Array; test: Int32Array } {
  const part = valuesOf(split.obs.get(key));
  const of = (name: string): Int32Array => Int32Array.from(part.keys()).filter((cell) => part[cell] === name);
  return { train: of('train'), test: of('test') };
}
