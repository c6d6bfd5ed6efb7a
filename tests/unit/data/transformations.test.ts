import { describe, expect, it } from 'vitest';
import { invert, lengthFactor, move, transformationTo } from '../../../src/data/zarr/transformations';

/** A coordinate system as spatialdata writes it. */
const system = (name: string, axes: string): object => ({
  name,
  axes: [...axes].map((axis) => ({ name: axis, type: axis === 'c' ? 'channel' : 'space', unit: 'unit' })),
});
const to = (transformation: object, name = 'global'): object => ({ input: system('xy', 'xy'), output: system(name, 'xy'), ...transformation }); // prettier-ignore
const find = (listed: unknown, axes = ['x', 'y']) => transformationTo('shapes/spots', listed, 'global', axes);
const moved = (transformation: object): number[] => move(find([to(transformation)])!, 2, 3);

describe('transformationTo', () => {
  it('reads each type over x and y', () => {
    expect(moved({ type: 'identity' })).toEqual([2, 3]);
    expect(moved({ type: 'scale', scale: [10, 0.5] })).toEqual([20, 1.5]);
    expect(moved({ type: 'translation', translation: [-1, 4] })).toEqual([1, 7]);
    expect(moved({ type: 'affine', affine: [[0, -1, 5], [1, 0, 6]] })).toEqual([2, 8]); // prettier-ignore
    expect(moved({ type: 'affine', affine: [[0, -1, 5], [1, 0, 6], [0, 0, 1]] })).toEqual([2, 8]); // prettier-ignore
  });

  it('applies sequences from the first to the last, also within each other', () => {
    const scale = { type: 'scale', scale: [2, 2] };
    const shift = { type: 'translation', translation: [1, 0] };
    expect(moved({ type: 'sequence', transformations: [scale, shift] })).toEqual([5, 6]);
    expect(moved({ type: 'sequence', transformations: [shift, scale] })).toEqual([6, 6]);
    const inner = { type: 'sequence', transformations: [shift, shift] };
    expect(moved({ type: 'sequence', transformations: [inner, scale] })).toEqual([8, 6]);
  });

  it('goes by the names of axes, not by their order', () => {
    const image = { input: system('cyx', 'cyx'), output: system('global', 'cyx') };
    const found = (transformation: object) => move(find([{ ...image, ...transformation }])!, 2, 3);
    expect(found({ type: 'scale', scale: [1, 10, 100] })).toEqual([200, 30]);
    const rows = [[1, 0, 0, 0], [0, 10, 0, 4], [0, 0, 100, 5]]; // prettier-ignore
    expect(found({ type: 'affine', affine: rows })).toEqual([205, 34]);
    // From x, y to y, x: rows are named by the output.
    const turned = { type: 'affine', affine: [[0, 10, 4], [100, 0, 5]], output: system('global', 'yx') }; // prettier-ignore
    expect(moved(turned)).toEqual([205, 34]);
    const unnamed = { type: 'scale', scale: [10, 100], input: 'here', output: 'global' };
    expect(move(find([unnamed], ['y', 'x'])!, 2, 3)).toEqual([200, 30]);
  });

  it('takes the system that is asked for, and none where there is none', () => {
    const [near, far] = [to({ type: 'scale', scale: [2, 2] }, 'near'), to({ type: 'scale', scale: [5, 5] })];
    expect(move(find([near, far])!, 1, 1)).toEqual([5, 5]);
    expect(find([near])).toBeUndefined();
    expect(find(undefined)).toBeUndefined();
  });

  it.each([
    ['a type that is not read', { type: 'rotation', rotation: [0, -1, 1, 0] }, 'unsupported-encoding', /"rotation"/],
    ['mapAxis', { type: 'mapAxis', mapAxis: { x: 'y', y: 'x' } }, 'unsupported-encoding', /"mapAxis"/],
    ['no type', {}, 'unsupported-encoding', /"undefined"/],
    ['text for a number', { type: 'scale', scale: ['NaN', 1] }, 'corrupt', /2 numbers/],
    ['too few numbers', { type: 'scale', scale: [1] }, 'corrupt', /2 numbers/],
    ['too many numbers', { type: 'translation', translation: [1, 2, 3] }, 'corrupt', /2 numbers/],
    ['no numbers', { type: 'translation', translation: { length: 2 } }, 'corrupt', /2 numbers/],
    ['a matrix of the wrong size', { type: 'affine', affine: [[1, 0, 0]] }, 'corrupt', /2 x 3/],
    ['rows of the wrong size', { type: 'affine', affine: [[1, 0], [0, 1]] }, 'corrupt', /3 numbers/], // prettier-ignore
    ['a scale of zero', { type: 'scale', scale: [0, 1] }, 'corrupt', /line, a point or nowhere/],
    ['a plane folded to a line', { type: 'affine', affine: [[1, 2, 0], [2, 4, 0]] }, 'corrupt', /line/], // prettier-ignore
    ['numbers that overflow', { type: 'scale', scale: [1e300, 1e300] }, 'corrupt', /nowhere/],
    ['a sequence of nothing', { type: 'sequence', transformations: 'scale' }, 'corrupt', /no list/],
    ['an empty entry', { type: 'sequence', transformations: [null] }, 'corrupt', /is none/],
  ])('refuses %s', (_name, transformation, kind, message) => {
    expect(() => find([to(transformation)])).toThrow(expect.objectContaining({ kind, message: expect.stringMatching(message) as never })); // prettier-ignore
  });

  it('refuses sequences without an end, and planes that depend on channels', () => {
    let deep: object = { type: 'identity' };
    for (let i = 0; i < 2000; i++) deep = { type: 'sequence', transformations: [deep] };
    expect(() => find([to(deep)])).toThrow(/too deep/);
    const mixed = { type: 'affine', affine: [[1, 0, 0], [0, 1, 0], [7, 0, 1]].map((row) => [...row, 0]) }; // prettier-ignore
    const image = { input: system('cyx', 'cyx'), output: system('global', 'cyx'), ...mixed };
    expect(() => find([image])).toThrow(/other axes/);
  });
});

describe('invert', () => {
  it('leads back', () => {
    const affine = [2, 1, 5, -1, 3, 7] as const;
    const [x, y] = move(invert('it', affine), ...move(affine, 11, -4));
    expect([x, y].map((value) => Math.round(1e9 * value) / 1e9)).toEqual([11, -4]);
    expect(lengthFactor(affine)).toBeCloseTo(Math.sqrt(7), 12);
  });
});
