import { expect, it } from 'vitest';
import { linearAssignment } from '../../src/linalg';
import { foscttm, matchScore, type MatrixLike, partnerPlaces, recallAtK, softmaxRows, topOverlap } from '../../src/metrics'; // prettier-ignore
import { describeGolden, expectAgrees, type Fixture } from './fixture';

function matrix(fixture: Fixture, key: string): MatrixLike {
  const { shape, data } = fixture.tensors[key];
  return { rows: shape[0], columns: shape[1], values: Float64Array.from(data as ArrayLike<number>) };
}
function turned({ rows, columns, values }: MatrixLike): MatrixLike {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j];
  return { rows: columns, columns: rows, values: out };
}

describeGolden('match/scores', (fixture) => {
  const truth = fixture.tensors['in.truth'].data as Int32Array;
  const back = Int32Array.from(truth, (_, column) => truth.indexOf(column));
  it('counts who is closer than the partner, in both directions', () => {
    const [x, y] = [matrix(fixture, 'in.x'), matrix(fixture, 'in.y')];
    const distance = Float64Array.from({ length: 625 }, (_, at) => {
      const [i, j] = [Math.floor(at / 25), at % 25];
      return Math.hypot(...[0, 1, 2, 3].map((c) => x.values[i * 4 + c] - y.values[j * 4 + c]));
    });
    const found = foscttm({ rows: 25, columns: 25, values: distance }, truth);
    expectAgrees(fixture, 'out.foscttm', [found], 1e-5);
    // scglue divides by all others and the partner itself.
    expectAgrees(fixture, 'out.foscttm_of_n', [(found * 24) / 25], 1e-5);
  });
  it('takes the probability of the partners, and their places among ties', () => {
    const score = matrix(fixture, 'in.score');
    for (const temperature of ['1.0', '0.1', '0.03']) {
      expectAgrees(fixture, `out.match_score_${temperature}`, [matchScore(softmaxRows(score, Number(temperature)), truth)], 1e-5); // prettier-ignore
    }
    const directions = { forward: [score, truth], backward: [turned(score), back] } as const;
    for (const [name, [similarity, partner]] of Object.entries(directions)) {
      expectAgrees(fixture, `out.place_${name}`, partnerPlaces(similarity, partner), 0);
      for (const k of [1, 5, 10]) expectAgrees(fixture, `out.recall_${name}_${k}`, [recallAtK(similarity, partner, k)], 1e-5); // prettier-ignore
    }
  });
  it('refuses partners that are no one-to-one pairing', () => {
    expect(() => foscttm(matrix(fixture, 'in.score'), new Int32Array(25))).toThrow('needs one partner');
  });
});

describeGolden('match/top_overlap', (fixture) => {
  it('takes the largest magnitudes, the lower index among equals', () => {
    const [a, b] = [matrix(fixture, 'in.a'), matrix(fixture, 'in.b')];
    const row = ({ values }: MatrixLike, i: number): number[] => Array.from(values).slice(i * 40, (i + 1) * 40);
    for (const k of fixture.config.k as number[]) {
      const shares = [0, 1, 2, 3, 4, 5].map((i) => topOverlap(row(a, i), row(b, i), k));
      expectAgrees(fixture, `out.overlap_${k}`, shares, 1e-5);
      expectAgrees(fixture, `out.mean_${k}`, [shares.reduce((sum, share) => sum + share, 0) / 6], 1e-5);
    }
  });
});

describeGolden('match/assignment', (fixture) => {
  it.each(['square', 'wide', 'tall', 'tied'])('assigns as scipy does (%s)', (name) => {
    const cost = matrix(fixture, `in.${name}`);
    for (const [kind, sign] of [
      ['max', 1],
      ['min', -1],
    ] as const) {
      const values = Float64Array.from(cost.values, (value) => sign * value);
      const column = linearAssignment({ ...cost, values });
      const rows = Int32Array.from(column.keys()).filter((row) => column[row] >= 0);
      const total = rows.reduce((sum, row) => sum + cost.values[row * cost.columns + column[row]], 0);
      expectAgrees(fixture, `out.${name}_${kind}_total`, [total], 1e-5);
      if (name === 'tied') continue;
      expectAgrees(fixture, `out.${name}_${kind}_rows`, rows, 0);
      expectAgrees(fixture, `out.${name}_${kind}_columns`, rows.map((row) => column[row]), 0); // prettier-ignore
    }
  });
});
