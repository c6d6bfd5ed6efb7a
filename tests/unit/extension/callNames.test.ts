import { describe, expect, it } from 'vitest';
import { widgetNames } from '../../../extension/src/code/callNames';

const names = (source: string, model = 'squint'): unknown => widgetNames(source, 'perturbationWidget', model);

describe('the variables that a cell gives to a widget', () => {
  it('are read from its call', () => {
    expect(names('const w = perturbationWidget(trained, tumour, { labels })\nw')).toEqual({
      model: 'trained',
      data: 'tumour',
    });
    expect(names('t.perturbationWidget([a, b], load("x"))')).toEqual({ model: '[a, b]', data: 'load("x")' });
  });

  it('are those of the model that is asked, where there are several', () => {
    const source = "perturbationWidget({ squint, 'the other': cifm.best }, tumour)";
    expect(names(source)).toEqual({ model: 'squint', data: 'tumour' });
    expect(names(source, 'the other')).toEqual({ model: 'cifm.best', data: 'tumour' });
    expect(names(source, 'a third')).toBeUndefined();
  });

  it('are not there without such a call', () => {
    expect(names('spatialView(tumour)')).toBeUndefined();
    expect(names('perturbationWidget(')).toBeUndefined();
  });
});
