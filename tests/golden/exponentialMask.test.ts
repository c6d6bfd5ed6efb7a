import { expect, it } from 'vitest';
import { drawnInCells } from '../../src/prepare/splits/drawnInCells';
import { describeGolden } from './fixture';

describeGolden('cellplm/dropout', (fixture) => {
  const { scale, atLeast, rate } = fixture.config as { scale: number; atLeast: number; rate: number };
  const [cells, genes] = fixture.tensors['in.counts']!.shape as [number, number];
  const counts = fixture.tensors['in.counts']!.data as Int32Array;
  const uniform = fixture.tensors['in.uniform']!.data as Float32Array;

  it('hides the same counts as the reference for the same uniform numbers', () => {
    const mask = new Int32Array(cells * genes);
    for (let cell = 0; cell < cells; cell++) {
      const columns = Int32Array.from({ length: genes }, (_, j) => j).filter((j) => counts[cell * genes + j]! > 0);
      let at = 0;
      const hide = drawnInCells(
        { share: rate, scale, least: atLeast },
        () => 1 - uniform[cell * genes + columns[at++]!]!,
      );
      const hidden = hide(
        columns,
        Float64Array.from(columns, (j) => counts[cell * genes + j]!),
      );
      columns.forEach((j, e) => (mask[cell * genes + j] = hidden[e]!));
    }
    expect([...mask]).toEqual([...(fixture.tensors['out.mask']!.data as Int32Array)]);
  });
});
