import { describe, expect, it } from 'vitest';
import { AnnData, categorical, datasets, DenseMatrix, simulateCiteSeq, Table, type UnsValue } from '../../../src/data';
import '../../../src';
import { zoo } from '../../../src/models';
import { textTable } from '../../../src/tasks/shared/textTable';
import { html } from '../../../src/views/html/html';
import { htmlOf } from '../../../src/views/html/htmlOf';
import { resultHtml } from '../../../src/views/html/resultText';

const DISPLAY = Symbol.for('Jupyter.display');
const bundleOf = (shown: object): Record<string, string> =>
  (shown as Record<symbol, () => Record<string, string>>)[DISPLAY]!();

/** Elements and attributes that are ours; anything else can only come from data. */
const ELEMENTS =
  'div p strong label input output details summary table thead tbody tr th td span ul li dl dt dd svg path'.split(' ');
const ATTRIBUTES =
  'data-tissuebook role aria-label style type oninput aria-live open scope data-find data-names hidden aria-hidden width height viewBox d fill fill-opacity'.split(
    ' ',
  );

/** The tags of markup, checked: only ours, only our attributes, each closed in turn. @returns the text without tags */
function checked(markup: string): string {
  const open: string[] = [];
  for (const [, close, name, attributes] of markup.matchAll(
    /<(\/?)([^\s>/]*)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/g,
  )) {
    expect(ELEMENTS).toContain(name);
    for (const [, attribute, value] of attributes!.matchAll(/\s+([^\s=>]+)(?:="([^"]*)")?/g)) {
      if (attribute === '/') continue;
      expect(ATTRIBUTES).toContain(attribute);
      expect(value ?? '').not.toMatch(/[<>]/);
      if (attribute === 'oninput') expect(value).not.toMatch(/script|alert|evil/i);
    }
    if (close) expect(open.pop()).toBe(name);
    else if (name !== 'input' && name !== 'path') open.push(name!);
  }
  expect(open).toEqual([]);
  const text = markup.replace(/<(\/?)([^\s>/]*)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/g, '');
  expect(text).not.toMatch(/[<>]/);
  return text;
}

const HOSTILE = ['<script>alert(1)</script>', '" onmouseover="alert(1)', "'><img src=x onerror=alert(1)>", '</td></table>&lt;b&gt;', 'a\u202eb\nc', 'x'.repeat(100_000)]; // prettier-ignore

function tissue(names: readonly string[], uns: Map<string, UnsValue> = new Map()): AnnData {
  const cells = names.length;
  return new AnnData({
    X: DenseMatrix.zeros(cells, cells),
    obs: new Table(names, names.map((name, i) => [name, i % 2 ? categorical(names) : Float64Array.from({ length: cells }, (_, c) => c)])),
    var: new Table(names),
    obsm: names.map((name) => [name, DenseMatrix.zeros(cells, 2)]),
    uns,
    notices: names,
  }); // prettier-ignore
}

describe('data as HTML', () => {
  it('holds no markup but our own, whatever names and values are', () => {
    const uns = new Map<string, UnsValue>(HOSTILE.map((name) => [name, name]));
    uns.set('nested', new Map([[HOSTILE[0]!, new Map([[HOSTILE[1]!, tissue(HOSTILE).obs]])]]) as UnsValue);
    uns.set(`${HOSTILE[1]}_colors`, {
      kind: 'strings',
      shape: [6],
      values: ['red;background:url(//evil)', ...HOSTILE.slice(1)],
    });
    const markup = htmlOf(tissue(HOSTILE, uns))!;
    const text = checked(markup);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(/style="[^"]*evil/.test(markup)).toBe(false);
    expect(text).not.toMatch(/[\u202e]/);
    expect(markup.length).toBeLessThan(60_000);
  });

  it('shows columns by histograms with their range and by categories with their colors and counts', () => {
    const adata = new AnnData({
      obs: new Table(['a', 'b', 'c', 'd'], [['area', [1, 2, 3, 1000]], ['same', [7, 7, 7, 7]], ['type', categorical(['T', 'B', 'T', 'T'])], ['ok', [true, false, true, null]]]),
      var: new Table(['CD3', 'CD19']),
      uns: new Map([['type_colors', { kind: 'strings', shape: [2], values: ['#112233', '#445566'] }]]) as AnnData['uns'],
    }); // prettier-ignore
    const markup = htmlOf(adata)!;
    expect(markup).toContain('aria-label="Histogram from 1 to 1,000"');
    expect(markup.replace(/\s+/g, ' ')).toMatch(/background:#445566[^>]*><\/span>\s*T \(3\)/);
    const text = checked(markup);
    expect(text).toMatch(/all 7/);
    expect(text).toMatch(/true or false, 1 missing/);
    expect(text).toContain('AnnData: 4 cells x 2 features');
  });

  it('stays small with 18,000 genes and 2,000 columns, and still finds each gene', () => {
    const genes = Array.from({ length: 18_000 }, (_, g) => `GENE${g}`);
    const columns = Array.from({ length: 2000 }, (_, c) => [`column${c}`, [1, 2]] as const);
    const markup = htmlOf(new AnnData({ obs: new Table(['a', 'b'], columns), var: new Table(genes) }))!;
    expect(markup.length).toBeLessThan(400_000);
    const text = checked(markup);
    for (const name of ['GENE0', 'GENE17999']) expect(text.includes(name)).toBe(true);
    expect(text.includes('and 1,900 more rows')).toBe(true);
  });

  it('stands beside the text, which stays as it is', () => {
    const mdata = simulateCiteSeq({ cells: 20 });
    for (const shown of [mdata, mdata.mod.get('rna')!, datasets.describe('pbmc68k')]) {
      const bundle = bundleOf(shown);
      expect(bundle['text/plain']).toBe(String(shown));
      checked(bundle['text/html']!);
    }
    const text = checked(bundleOf(mdata)['text/html']!);
    expect(text).toContain('rna: 20 cells x 300 features');
    expect(text).toContain('links: table of 72 rows');
    expect(checked(bundleOf(datasets.describe('pbmc68k'))['text/html']!)).toContain('not stated');
  });

  it('opens by summaries and labels its field, so that the keyboard and a screen reader find their way', () => {
    const markup = htmlOf(simulateCiteSeq({ cells: 20 }))!;
    const parts = markup.match(/<details/g)!.length;
    expect(markup.match(/<details[^>]*>\s*<summary>/g)).toHaveLength(parts);
    expect(markup).toMatch(/<label>Find <input type="search"/);
    expect(markup.match(/<svg(?![^>]*aria-label)/g)).toBeNull();
    expect(markup).not.toMatch(/color:\s*(black|white|#000|#fff)/);
  });

  it('shows cards of models with needs, limits and every option', () => {
    for (const name of zoo.list()) {
      const text = checked(bundleOf(zoo.card(name))['text/html']!);
      for (const { name: option } of zoo.card(name).options) expect(text).toContain(option);
      for (const limit of zoo.card(name).card.limits) expect(text).toContain(html`${limit}`.markup.slice(0, 80));
    }
  });

  it('keeps a first sentence that is too long for a heading whole', () => {
    const sentence = `${'many words '.repeat(20)}and an end`;
    const { markup } = resultHtml(`${sentence}\nmethod  r\nmean    0.5\nridge   0.7`)!;
    expect(markup).toContain(`<p>${sentence}</p>`);
    expect(markup).toContain('<strong>Result</strong>');
  });

  it('makes tables of the tables of a result, and leaves prose to the text', () => {
    const text = ['annotate, 2 seeds', textTable(['method', '', 'accuracy'], [['squint', 'model', 0.91234], ['nearest <b> cells', 'baseline', 0.5]]), 'Said  of it.'].join('\n'); // prettier-ignore
    const markup = resultHtml(text)!.markup;
    checked(markup);
    const cells = [...markup.matchAll(/<t[hd][^>]*>([^<]*?)(?: <svg.*?<\/svg>)?<\/t[hd]>/g)].map(([, cell]) => cell);
    expect(cells).toEqual([
      'method',
      '',
      'accuracy',
      'squint',
      'model',
      '0.912',
      'nearest &lt;b&gt; cells',
      'baseline',
      '0.500',
    ]);
    expect(markup).toContain('Said  of it.');
    expect(resultHtml('One line.')).toBeUndefined();
    expect(resultHtml('A heading\nand  prose')).toBeUndefined();
    expect(resultHtml('A heading\n    an indented  list\n    of words')).toBeUndefined();
  });
});
