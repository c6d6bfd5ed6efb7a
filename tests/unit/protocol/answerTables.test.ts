import { describe, expect, it } from 'vitest';
import { estimateMarks, MARK, textParts } from '../../../src/protocol';
import { resultHtml } from '../../../src/views/html/resultText';
import { textTable } from '../../../src/tasks/shared/textTable';

const table = textTable(
  ['cell type', 'before', 'after'],
  [
    ['CD8 T cells', '12.5%', '+3.2 [+1.0, +5.4]'],
    ['B cells', '-', '-1.0 [-2.0, +0.0]'],
  ],
);

describe('the text of an answer', () => {
  it('is taken apart into lines and tables, cell by cell', () => {
    expect(textParts(`Done.\n${table}\nNo cell responded to anything.`)).toEqual([
      { line: 'Done.' },
      {
        columns: ['cell type', 'before', 'after'],
        rows: [
          ['CD8 T cells', '12.5%', '+3.2 [+1.0, +5.4]'],
          ['B cells', '-', '-1.0 [-2.0, +0.0]'],
        ],
      },
      { line: 'No cell responded to anything.' },
    ]);
  });

  it('has a mark for each estimate on one axis: dots in the order of the means, intervals from end to end', () => {
    const [first, second] = estimateMarks(['+3.2 [+1.0, +5.4]', '-1.0 [-2.0, +0.0]'])!;
    // The axis runs from -2 to 5.4 within four pixels of both sides.
    const place = (value: number): number => Math.round(10 * (4 + ((MARK.width - 8) * (value + 2)) / 7.4)) / 10;
    expect(first!.zero).toMatch(`M${place(0)} 0`);
    expect(first!.interval).toMatch(`M${place(1)} 5H${place(5.4)}`);
    expect(first!.dot).toMatch(`M${place(3.2)} 6`);
    expect(second!.interval).toMatch(`M${place(-2)} 5H${place(0)}`);
    expect(second!.dot).toMatch(`M${place(-1)} 6`);
  });

  it('has none for names, whole numbers, or an interval that lies about its ends', () => {
    expect(estimateMarks(['CD8', 'B'])).toBeUndefined();
    expect(estimateMarks(['3', '14'])).toBeUndefined();
    expect(estimateMarks(['1.0 [2.0, 0.5]', '2.5'])).toBeUndefined();
    expect(estimateMarks(['12.5%', '-'])).toBeUndefined();
    expect(estimateMarks(['1.5', '-', '2.5'])!.map((mark) => mark !== undefined)).toEqual([true, false, true]);
  });

  it('is HTML with the same words, and pictures that screen readers pass over', () => {
    const markup = resultHtml(`Done.\n${table.replace('B cells', '<b>Bees')}`)!.markup;
    expect(markup).toContain('&lt;b&gt;Bees');
    expect(markup.match(/<svg aria-hidden="true"/g)).toHaveLength(2);
    expect(markup).toMatch(/\+3\.2 \[\+1\.0, \+5\.4\]/);
  });
});
