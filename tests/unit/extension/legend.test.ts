import { describe, expect, it } from 'vitest';
import { legendFamilies } from '../../../extension/src/legend/legendFamilies';
import { legendParts } from '../../../extension/src/legend/legendParts';
import { entryTraces } from '../../../extension/src/legend/entryTraces';
import { encodeArray, plotlyFigure, type SpatialPayload } from '../../../src/protocol';
import { samples } from '../protocol/samples';

const codes = (...values: number[]) => encodeArray(Int8Array.from(values));

/** Two panels of the sample's tissue, the second with other cells of the same labels. */
function twoPanels(): SpatialPayload {
  const payload = samples().spatial;
  const [first] = payload.panels as [SpatialPayload['panels'][number]];
  if (first.color.by !== 'category') throw new Error('the sample is colored by labels');
  payload.panels = [first, { ...first, title: 'after', color: { ...first.color, codes: codes(1, 1, 2, 1) } }];
  return payload;
}

describe('the legend', () => {
  it('lists each label that occurs once, with its cells in all panels, in the order of the column', () => {
    const [labels, outlines] = legendParts(twoPanels());
    expect(labels!.title).toBe('phenotype');
    expect(labels!.entries.map(({ name, count }) => [name, count])).toEqual([
      ['T cell', 2],
      ['Tumor', 4],
      ['absent', 1],
      ['not labeled', 1],
    ]);
    expect(outlines!.entries.map(({ name, places }) => [name, places.length])).toEqual([['margin', 2]]);
  });

  it('counts nothing where panels show the same cells twice', () => {
    const [labels] = legendParts({ ...twoPanels(), linked: true });
    expect(labels!.entries.map(({ count }) => count)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('finds the traces of each entry in every panel of the figure, in the plane and in space', () => {
    const payload = twoPanels();
    const traces = (shown: SpatialPayload) => {
      const entries = legendParts(shown).flatMap((part) => part.entries);
      const { data } = plotlyFigure(shown, { legendApart: true });
      const found = entryTraces(shown, entries, data);
      return entries.map((entry) => [entry.name, found.get(entry)!.map((trace) => data[trace]!['name'])]);
    };
    expect(traces(payload)).toEqual([
      ['T cell', ['T cell']],
      ['Tumor', ['Tumor', 'Tumor']],
      ['absent', ['absent']],
      ['not labeled', ['not labeled']],
      ['margin', ['margin', 'margin']],
    ]);
    const space = samples()['space'] as SpatialPayload;
    expect(traces(space)).toEqual([['not measured', ['not measured']]]);
  });

  it('gives each scale a part, and panels on one scale the same', () => {
    const space = samples()['space'] as SpatialPayload;
    const [panel] = space.panels as [SpatialPayload['panels'][number]];
    const other = { ...panel, color: { ...panel.color, vmax: 9 } } as typeof panel;
    const parts = legendParts({ ...space, panels: [panel, panel, other] });
    expect(parts.map(({ scale }) => scale?.vmax)).toEqual([3, 9]);
  });

  it('takes no room of the picture: the plot is as high as its points need', () => {
    const payload = samples().spatial;
    const height = (labels: number, legendApart: boolean): number => {
      const { color } = payload.panels[0]!;
      if (color.by !== 'category') throw new Error('the sample is colored by labels');
      color.labels = Array.from({ length: labels }, (_, i) => `a label with a long name ${i}`);
      color.palette = color.labels.map(() => '#0072b2');
      return plotlyFigure(payload, { legendApart, width: 700 }).layout['height'] as number;
    };
    expect(height(60, true)).toBe(height(3, true));
    expect(height(60, false)).toBeGreaterThan(height(3, false));
  });
});

describe('a long legend', () => {
  it('is no groups up to twenty names', () => {
    expect(legendFamilies(Array.from({ length: 20 }, (_, i) => `Tumor ${i}`))).toBeUndefined();
  });

  it('is grouped by what names begin with, or by what they end in, whichever leaves fewer alone', () => {
    const types = ['Tumor', 'Stroma', 'Immune'];
    const heads = legendFamilies(Array.from({ length: 24 }, (_, i) => `${types[i % 3]} kind-${i}`))!;
    expect(heads.map(({ name, places }) => [name, places.length])).toEqual([
      ['Tumor', 8],
      ['Stroma', 8],
      ['Immune', 8],
    ]);
    const tails = legendFamilies([
      ...Array.from({ length: 22 }, (_, i) => `CD${i} ${i % 2 ? 'T' : 'B'} cells`),
      'Mast',
    ])!;
    expect(tails.map(({ name, places }) => [name, places.length])).toEqual([
      ['B cells', 11],
      ['T cells', 11],
      ['', 1],
    ]);
  });

  it('is grouped by tens where names have nothing in common, and every name is in one group', () => {
    const numbers = legendFamilies(Array.from({ length: 23 }, (_, i) => String(i)))!;
    expect(numbers.map(({ name }) => name)).toEqual(['0 – 9', '10 – 19', '20 – 22']);
    expect(numbers.flatMap(({ places }) => places)).toEqual(Array.from({ length: 23 }, (_, i) => i));
  });
});
