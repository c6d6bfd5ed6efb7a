import { expect, it } from 'vitest';
import { differentialExpression, perturbationDiscrimination, perturbationScores } from '../../src/metrics';
import { describeGolden, expectAgrees, type Fixture } from './fixture';

const values = (fixture: Fixture, key: string): Float64Array =>
  Float64Array.from(fixture.tensors[key]!.data as ArrayLike<number>);

/** Rows of a tensor that have a label, each scaled to a total where one is given. */
function rowsOf(
  fixture: Fixture,
  key: string,
  label: number,
  { total, columns }: { total?: number; columns?: number[] } = {},
) {
  // prettier-ignore
  const [all, labels] = [values(fixture, `in.${key}`), values(fixture, `in.${key}_label`)];
  const width = fixture.tensors[`in.${key}`]!.shape[1]!;
  const rows = [...labels.keys()].filter((i) => labels[i] === label);
  const kept = columns ?? [...Array(width).keys()];
  const out = rows.flatMap((i) => {
    const row = all.subarray(i * width, (i + 1) * width);
    const sum = row.reduce((a, b) => a + b, 0);
    return kept.map((j) => (total === undefined ? row[j]! : (total * row[j]!) / sum));
  });
  return { rows: rows.length, columns: kept.length, values: Float64Array.from(out) };
}

describeGolden('perturbation/discrimination', (fixture) => {
  const targets = values(fixture, 'in.target_gene');
  const total = values(fixture, 'in.total')[0]!;
  const profile = (key: string, label: number): number[] => {
    const { rows, columns, values: x } = rowsOf(fixture, key, label);
    const sums = Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (__, i) => x[i * columns + j]!).reduce((a, b) => a + b, 0)); // prettier-ignore
    const all = sums.reduce((a, b) => a + b, 0);
    return sums.map((sum) => Math.log1p((total * sum) / all));
  };
  const control = profile('real', 0);
  const effects = (key: string) => {
    const rows = Array.from(targets, (_, p) => profile(key, p + 1).map((value, j) => value - control[j]!));
    return { rows: rows.length, columns: control.length, values: rows.flat() };
  };
  it('ranks the own perturbation among all', () => {
    for (const [scope, options] of [
      ['panel', { leaveOut: targets }],
      ['own', { leaveOutOwn: targets }],
    ] as const) {
      const found = perturbationDiscrimination(effects('pred'), effects('real'), options);
      expectAgrees(fixture, `out.distance_${scope}`, found.distances, 5e-5);
      expectAgrees(fixture, `out.pds_${scope}`, found.scores, 5e-5);
      expectAgrees(fixture, `out.mean_${scope}`, [found.mean], 5e-5);
    }
  });
});

describeGolden('perturbation/table', (fixture) => {
  const columns = [...values(fixture, 'out.kept')];
  const total = values(fixture, 'in.total')[0]!;
  it.each(['real', 'pred'])('holds fold changes and tests of %s cells', (key) => {
    const control = rowsOf(fixture, 'real', 0, { total, columns });
    const tables = Array.from({ length: fixture.config.perturbations as number }, (_, p) =>
      differentialExpression(rowsOf(fixture, key, p + 1, { total, columns }), control),
    );
    expectAgrees(fixture, `out.${key}_lfc`, tables.flatMap(({ foldChange }) => [...foldChange]), 1e-4); // prettier-ignore
    expectAgrees(fixture, `out.${key}_p`, tables.flatMap(({ p }) => [...p]), 1e-4); // prettier-ignore
    expectAgrees(fixture, `out.${key}_p_adj`, tables.flatMap(({ adjusted }) => [...adjusted]), 1e-4); // prettier-ignore
  });
});

describeGolden('perturbation/metrics', (fixture) => {
  const targets = values(fixture, 'in.target');
  const genes = fixture.tensors['in.real_lfc']!.shape[1]!;
  const table = (key: string, p: number) => {
    const row = (part: string): Float64Array => values(fixture, `in.${key}_${part}`).slice(p * genes, (p + 1) * genes);
    return { foldChange: row('lfc'), p: row('p'), adjusted: row('p_adj') };
  };
  const { alpha, purity, minGate, k } = fixture.config;
  const found = Array.from(targets, (target, p) =>
    perturbationScores(table('real', p), table('pred', p), {
      ...{ alpha, purity, minGate, k, target },
      present: values(fixture, 'in.present').slice(p * genes, (p + 1) * genes),
    }),
  );
  it.each([
    ['fidelity', 'fidelity'],
    ['reach', 'reach'],
    ['jaccard', 'jaccard'],
    ['lfc_nmae', 'foldChangeError'],
    ['direction_match', 'directionMatch'],
    ['recall', 'recall'],
    ['overlap', 'overlap'],
  ] as const)('has %s', (key, name) => {
    const scores = found.map((each) => each[name]);
    expectAgrees(fixture, `out.${key}`, scores.map((value) => (Number.isNaN(value) ? -1 : value)), 1e-5); // prettier-ignore
    const known = scores.filter((value) => !Number.isNaN(value));
    expectAgrees(fixture, `out.mean_${key}`, [known.reduce((a, b) => a + b, 0) / known.length], 1e-5);
    expect(known.length).toBeGreaterThan(0);
  });
});
