import type { H5Sink } from './h5Writer';

/** A group of a file that is written as a file of its own: '/X' within '/mod/rna' is '/mod/rna/X'. */
export function sinkWithin(sink: H5Sink, group: string): H5Sink {
  const inside = (path: string): string => (path === '/' ? group : `${group}${path}`);
  return {
    group: (path) => sink.group(inside(path)),
    numbers: (path, values, shape) => sink.numbers(inside(path), values, shape),
    flags: (path, values, shape) => sink.flags(inside(path), values, shape),
    halves: (path, bits, shape) => sink.halves(inside(path), bits, shape),
    text: (path, values, shape) => sink.text(inside(path), values, shape),
    records: (path, fields, shape) => sink.records(inside(path), fields, shape),
    textAttribute: (path, name, value) => sink.textAttribute(inside(path), name, value),
    numberAttribute: (path, name, values, shape) => sink.numberAttribute(inside(path), name, values, shape),
    flagAttribute: (path, name, value) => sink.flagAttribute(inside(path), name, value),
    notice: (sentence) => sink.notice(`${group}: ${sentence}`),
  };
}
