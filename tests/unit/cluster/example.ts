import { join } from 'node:path';
import type { AnnData } from '../../../src/data';
import { type Squint, type SquintOptions, zoo } from '../../../src/models';
import { squareTissue } from '../tasks/example';

/** Tasks for tests. */
export const MODULE = join(__dirname, '..', '..', 'fixtures', 'cluster', 'tasks.cjs');

/** Values that fall and rise over a tissue of 8 patients of two classes. */
export const tissue = (cells = 160): AnnData =>
  squareTissue(
    cells,
    ['a', 'b', 'c'],
    (cell, feature, x) => 2.5 + 1.5 * Math.sin(x / 200 + 2 * feature) + 0.1 * ((cell * 0.618 + feature) % 1),
    {
      patient: (cell) => `p${cell % 8}`,
      class: (cell) => (cell % 8 < 4 ? 'mixed' : 'cold'),
      type: (cell) => (cell % 3 === 0 ? 'T cell' : 'Epithelial'),
    },
  );

export const squint = (seed = 0, more: SquintOptions = {}): Squint =>
  zoo.create('squint', { preset: 'tiny', seed, ...more });
