import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import { plotlyFigure, type HeatmapPayload, type SpatialPayload } from '../../../src/protocol';
import { matchView, predictedView } from '../../../src/views';

const result = {
  features: ['CD3', 'CD4', 'flat'],
  truth: DenseMatrix.fromRows([[0, 1, 2], [1, 3, 2], [2, 8, 2]]), // prettier-ignore
  predictions: [
    { method: 'model', values: DenseMatrix.fromRows([[0, 5, 2], [1, 3, 2], [2, 7, 2]]) },
    { method: 'mean', values: DenseMatrix.fromRows([[1, 4, 2], [1, 4, 2], [1, 4, 2]]) },
  ], // prettier-ignore
};

describe('predictedView', () => {
  it('draws predicted against measured values with the line on which both are equal', () => {
    const payload = predictedView(result, { features: ['CD4'] }).payload as SpatialPayload;
    expect(payload.axes).toEqual({ x: 'measured', y: 'predicted' });
    expect(payload.panels.map(({ title }) => title)).toEqual(['CD4, r 0.69']);
    expect(payload.panels[0].regions!.map(({ name }) => name)).toEqual(['equal']);
    expect(payload.description).toContain('3 cells by their measured (x) and predicted (y) values. CD4: r 0.69.');
    const figure = JSON.stringify(plotlyFigure(payload));
    expect(figure).toContain('equal');
  });

  it('shows the features that vary most, those that vary not at all without a correlation', () => {
    const { panels } = predictedView(result).payload as SpatialPayload;
    expect(panels.map(({ title }) => title)).toEqual(['CD4, r 0.69', 'CD3, r 1.00', 'flat, r not defined']);
    const { title } = predictedView(result, { method: 'mean', features: ['CD3'] }).payload;
    expect(title).toBe('Predicted against measured, mean');
  });

  it('refuses what is not there, with near names', () => {
    expect(() => predictedView(result, { features: ['CD5'] })).toThrow(/no feature "CD5".*Did you mean "CD3"/);
    expect(() => predictedView(result, { method: 'modell' })).toThrow(/no method "modell".*Did you mean "model"/);
    expect(() => predictedView(result, { features: [] })).toThrow('0 features');
  });
});

describe('matchView', () => {
  const matched = {
    from: 'rna',
    to: 'prot',
    folds: [{ cells: [4, 9, 2], probabilities: [{ method: 'model', values: DenseMatrix.fromRows([[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0, 0, 1]]) }] }],
  }; // prettier-ignore

  it('shows probabilities with right pairs on the diagonal, by the names of the cells', () => {
    const payload = matchView(matched).payload as HeatmapPayload;
    expect(payload).toMatchObject({ kind: 'heatmap', rows: ['4', '9', '2'], columns: ['4', '9', '2'] });
    expect(payload.title).toBe('Probability of each match, model');
    expect((matchView(matched, { cells: 2 }).payload as HeatmapPayload).rows).toEqual(['4', '9']);
    expect(matchView(matched, { cells: 2 }).payload.title).toContain('2 of 3 cells');
  });

  it('refuses folds and methods that are not there', () => {
    expect(() => matchView(matched, { fold: 1 })).toThrow('there is no fold 1');
    expect(() => matchView(matched, { method: 'CCA' })).toThrow('There are: model');
  });
});
