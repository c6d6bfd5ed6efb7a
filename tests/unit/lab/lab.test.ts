import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import { engineStatus } from '../../../src/lab/engineService';
import { perturbationWidget, zooSummary } from '../../../src/lab';
import { zoo } from '../../../src/models';
import {
  checkPerturbation,
  DISPLAY,
  PERTURBATION_MIME,
  ZOO_SUMMARY_MIME,
  type ZooSummary,
} from '../../../src/protocol';

const names = Array.from({ length: 60 }, (_, i) => `cell ${i}`);

/** Sixty cells on a grid, of two types, with counts of three genes. */
function tissue(places = true): AnnData {
  const obs = new Table(names);
  obs.set('cell_type', categorical(names.map((_, i) => (i % 3 ? 'T cell' : 'B cell'))));
  const counts = names.map((_, i) => [i % 4, (i * 7) % 5, 2]);
  const spatial = DenseMatrix.fromRows(names.map((_, i) => [i % 10, Math.floor(i / 10)]));
  return new AnnData({
    X: DenseMatrix.fromRows(counts),
    obs,
    var: new Table(['a', 'b', 'c']),
    ...(places && { obsm: [['spatial', spatial]] as const }),
  });
}

const asked = [
  { model: 'squint', create: { preset: 'tiny' }, fit: { epochs: 3 } },
  { model: 'cifm', create: {}, fit: {} },
];
const facts = async (value: unknown, questions = asked): Promise<ZooSummary | undefined> =>
  (await (await zooSummary(value, questions))?.[DISPLAY]())?.[ZOO_SUMMARY_MIME] as ZooSummary | undefined;

describe('what a page asks of the kernel', () => {
  it('says what the process holds without starting an engine', async () => {
    const status = await engineStatus();
    expect(status.provider).toBeUndefined();
    expect(status.processBytes).toBeGreaterThan(1e6);
  });

  it('says how the models fit data, and knows what is no data', async () => {
    const found = await facts(tissue());
    expect(found).toMatchObject({ cells: 60, features: 3 });
    for (const fit of found!.fits) expect(fit).toMatchObject({ parameters: expect.any(Number) as number });
    expect(await facts({ X: 1 })).toBeUndefined();
    expect(await facts(undefined)).toBeUndefined();
  });

  it('names what is missing, and what cannot be', async () => {
    const [squint] = (await facts(tissue(false)))!.fits;
    expect(squint).toMatchObject({
      model: 'squint',
      refused: expect.stringMatching(/positions|coordinates/i) as string,
    });
    const wrong = await facts(tissue(), [
      { model: 'no such model', create: {}, fit: {} },
      { model: 'squint', create: { hiden: 3 }, fit: {} },
    ] as unknown as typeof asked);
    expect(wrong!.fits[0]).toMatchObject({ refused: expect.stringMatching(/no such model/) as string });
    expect(wrong!.fits[1]).toMatchObject({ refused: expect.stringMatching(/Did you mean hidden/) as string });
  });
});

describe('a perturbation widget', () => {
  const squint = zoo.create('squint', { preset: 'tiny' });

  it('holds what a page needs to ask, the most frequent type first', () => {
    const widget = perturbationWidget({ first: squint, both: [squint, squint] }, tissue());
    const kept = widget[DISPLAY]()[PERTURBATION_MIME];
    expect(checkPerturbation(JSON.parse(JSON.stringify(kept)))).toMatchObject({
      models: ['first', 'both'],
      labels: 'cell_type',
      types: ['T cell', 'B cell'],
      genes: ['a', 'b', 'c'],
    });
    expect(String(widget)).toMatch(/What if\?: first, both\. 60 cells/);
  });

  it('refuses what it cannot ask', () => {
    expect(() => perturbationWidget({} as never, tissue())).toThrow(/needs a model/);
    expect(() => perturbationWidget([], tissue())).toThrow(/needs a model/);
    expect(() => perturbationWidget({ squint: 5 } as never, tissue())).toThrow(/needs a model/);
    expect(() => perturbationWidget(squint, tissue(), { lables: 'x' } as never)).toThrow(/Did you mean labels/);
    expect(() => perturbationWidget(squint, tissue(), { labels: 'celltype' })).toThrow(/cell_type/);
    expect(() => perturbationWidget(squint, tissue(false))).toThrow(/positions|coordinates/i);
  });
});
