import { describe, expect, it } from 'vitest';
import { squareTissue, withColumn } from './example';
import { findLabels, findSections } from '../../../src/data';

describe('findLabels', () => {
  it.each(['phenotype', 'cell_type', 'Cell Type', 'CellType', 'cell-annotation', 'leiden'])('knows %s', (name) => {
    expect(findLabels(withColumn(name, ['a', 'b', 'a']))).toBe(name);
  });

  it('passes over columns of one label, of numbers, and of ids', () => {
    expect(findLabels(withColumn('cell_type', ['a', 'a']))).toBeUndefined();
    expect(findLabels(withColumn('cluster', [1, 2, 1]))).toBeUndefined();
    expect(
      findLabels(
        withColumn(
          'annotation',
          Array.from({ length: 101 }, (_, i) => `id${i}`),
        ),
      ),
    ).toBeUndefined();
    expect(findLabels(withColumn('area', ['a', 'b']))).toBeUndefined();
  });

  it('takes what is asked for, and says when it cannot', () => {
    const adata = withColumn('tumour_part', ['rim', 'core']);
    expect(findLabels(adata, 'tumour_part')).toBe('tumour_part');
    expect(() => findLabels(adata, 'tumor_part')).toThrow(/Did you mean "tumour_part"/);
    expect(() => findLabels(withColumn('area', [1, 2]), 'area')).toThrow(/numbers, not labels/);
  });
});

describe('findSections', () => {
  it('needs at least two values, and takes numbers too', () => {
    expect(findSections(withColumn('ImageId', [1, 1]))).toBeUndefined();
    expect(findSections(withColumn('ImageId', [1, 2]))).toBe('ImageId');
    expect(findSections(withColumn('mood', ['good', 'bad']))).toBeUndefined();
    expect(findSections(withColumn('mood', ['good', 'bad']), 'mood')).toBe('mood');
  });

  it('prefers slides to fields of view, whose numbers start anew on each slide', () => {
    const adata = squareTissue(8, ['a'], () => 1, { fov: (i) => String(i % 2), slide: (i) => String(i % 4) });
    expect(findSections(adata)).toBe('slide');
  });
});
