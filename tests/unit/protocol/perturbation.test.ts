import { describe, expect, it } from 'vitest';
import { checkPerturbation, perturbationCode, type PerturbationPayload } from '../../../src/protocol';
import { perturbationSample, request } from './perturbationSample';
import { samples } from './samples';

const names = { model: 'squint', data: 'tumour', labels: 'phenotype' };
describe('the code of a perturbation', () => {
  it('says what was asked, with the names of the notebook', () => {
    expect(perturbationCode(request, names)).toBe(
      `import { perturb, perturbationViews, selectCells } from 'tissuebook'

const change = await perturb(squint, tumour, {
  what: { kind: 'replace', types: ['CD8 T cells'], by: { markers: ['PD1', "it's"] } },
  where: { cells: selectCells(tumour, [{ inside: [[0, 0], [9, 0], [9, 9]] }, { how: 'keep', column: 'CD45', from: 1.5 }]) },
  labels: 'phenotype',
  seeds: [0, 1],
})
for (const view of perturbationViews(change)) view.show()
change`,
    );
  });

  it('leaves out what was not said, and breaks long lists', () => {
    const code = perturbationCode(
      { model: 'm', what: { kind: 'remove' }, where: { cells: [...Array(20).keys()] }, seeds: [3] },
      { model: 'm', data: 'd' },
    );
    expect(code).not.toContain('labels');
    expect(code).not.toContain('selectCells');
    expect(code).toContain('where: { cells: [\n    0, 1, 2, 3, 4, 5, 6, 7,\n');
  });

  it('makes nothing but data of what a notebook holds', () => {
    const hostile = "'] }); process.exit(); //\n${x}\u2028";
    const code = perturbationCode({ ...request, what: { kind: 'knockOut', gene: hostile, [hostile]: 1 } }, names);
    const what = /what: (.*),\n/.exec(code)![1]!;
    expect((0, eval)(`(${what})`)).toEqual({ kind: 'knockOut', gene: hostile, [hostile]: 1 });
  });
});

describe('a perturbation widget in a notebook', () => {
  it('is taken when it is sound', () => {
    expect(checkPerturbation(perturbationSample())).toEqual(perturbationSample());
  });

  it.each<[string, (sound: PerturbationPayload) => unknown, RegExp]>([
    ['of another version', (sound) => ({ ...sound, version: 2 }), /version is 2/],
    ['that is nothing', () => null, /version/],
    ['with a field that is not known', (sound) => ({ ...sound, html: '<b>' }), /not known: "html"/],
    ['with __proto__', (sound) => JSON.parse(JSON.stringify(sound).replace('{', '{"__proto__": {},')), /__proto__/],
    ['with a text of megabytes', (sound) => ({ ...sound, title: 'x'.repeat(1e7) }), /title has 10000000 characters/],
    [
      'with a tissue that is none',
      (sound) => ({ ...sound, tissue: samples()['curve'] }),
      /tissue.kind must be spatial/,
    ],
    [
      'with a broken picture in its answer',
      (sound) => ({ ...sound, answer: { ...sound.answer, views: [{}] } }),
      /version|kind/,
    ],
    [
      'with a change that is none',
      (sound) => ({ ...sound, answer: { ...sound.answer, request: { ...request, what: { kind: 'exec' } } } }),
      /is no change/,
    ],
  ])('is refused %s', (_, change, message) => {
    expect(() => checkPerturbation(change(perturbationSample()))).toThrow(message);
  });
});
