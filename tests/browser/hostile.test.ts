import { describe, expect, it } from 'vitest';
import { MANY_POINTS } from '../../extension/src/figure/manyPoints';
import { encodeArray, type SpatialPayload, VIEW_MIME, type ViewPayload } from '../../src/protocol';
import { type Loose, samples } from '../unit/protocol/samples';
import { chromeMissing, screenshot } from './chrome';
import { labMissing } from './lab';
import { drawnPictures, placeOfPoint, reveal, revealDrawn } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

const SCRIPT =
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>' +
  '<a href="https://evil.example/a">click</a><svg onload="window.pwned=1"> %{x} $\\href{javascript:window.pwned=1}{x}$';

/** Words that name something else than text in a payload. */
const FIXED = new Set(['id', 'key', 'kind', 'unit', 'by', 'dtype', 'bdata', 'scale', 'status', 'yScale']);

/** The payload with script and links in every text of it. */
function poisoned(payload: ViewPayload): unknown {
  return JSON.parse(JSON.stringify(payload), (key, value: unknown) =>
    typeof value === 'string' && !FIXED.has(key) && !/^#[0-9a-f]{6}$/.test(value) ? SCRIPT : value,
  );
}

/** A tissue of more cells than plotly draws by itself. */
function manyCells(): SpatialPayload {
  const view = samples().spatial;
  const count = MANY_POINTS + 1;
  const [panel, at] = [view.panels[0]!, encodeArray(Float32Array.from({ length: count }, (_, i) => i % 500))];
  const codes = encodeArray(new Int8Array(count));
  Object.assign(panel, { x: at, y: at, hover: [], color: { ...panel.color, codes } });
  return view;
}

function spoiled(change: (view: Loose) => void): unknown {
  const view: Loose = samples().spatial;
  change(view);
  return view;
}

/** Payloads that must not be drawn, with what the message must say. */
const refused: [unknown, RegExp][] = [
  [
    JSON.parse(JSON.stringify(samples().spatial).replace('{', '{"__proto__":{"pwned":1},')),
    /not known: "(__proto__|pwned)"/,
  ],
  [spoiled((view) => (view.title = 'x'.repeat(1e7))), /title has 10000000 characters/],
  [spoiled((view) => (view.version = 99)), /version must be 1/],
  [spoiled((view) => (view.panels[0].x = encodeArray(new Float32Array(4).fill(NaN)))), /holds NaN/],
  [spoiled((view) => (view.panels[0].y = encodeArray(new Float32Array(3)))), /has 3 numbers, but 4/],
  [spoiled((view) => (view.panels[0].x.shape = [4e9])), /must be whole numbers from 0 to/],
  [spoiled((view) => (view.panels[0].onclick = SCRIPT)), /not known: "onclick"/],
  [SCRIPT, /must be an object/],
  [null, /must be an object/],
];

describe.skipIf(missing)(`hostile payloads${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('with script and links in every text are drawn as that text, and nothing runs', async () => {
    const views = [...Object.values(samples()), manyCells()].map(poisoned);
    const cells = views.map((view) => ({ type: 'code' as const, source: '', bundles: [{ [VIEW_MIME]: view }] }));
    const { page, strangers, errors } = await openCells(opened, 'poisoned.ipynb', cells, 'python3');
    for (let i = 0; i < views.length; i++) {
      const view = page.locator('.jp-Cell').nth(i).locator('.tissuebook-View');
      await revealDrawn(view);
      await view.getByRole('button', { name: 'Show as table' }).click();
      expect(await view.locator('a, img, script, iframe, foreignObject, object, embed').count()).toBe(0);
      expect(await view.locator('[onerror], [onload], [href]').count()).toBe(0);
    }
    // The pointer on a cell of the tissue shows its facts, hostile too.
    const picture = drawnPictures(page).first();
    await reveal(picture);
    await picture.hover({ position: await placeOfPoint(picture, 100, 300) });
    const facts = picture.locator('.hoverlayer .hovertext');
    await facts.waitFor();
    expect(await facts.textContent()).toContain('<img src=x onerror=');
    expect(await facts.locator('a').count()).toBe(0);
    await screenshot(page, 'hostile-labels');
    // So it is where a million cells would be drawn.
    const many = drawnPictures(page).last();
    await reveal(many);
    await many.hover({ position: await placeOfPoint(many, 250, 250) });
    await expect.poll(() => many.locator('.tissuebook-View-tooltip').innerText()).toContain('<img src=x onerror=');
    expect(await page.evaluate(() => (window as Loose).pwned)).toBeUndefined();
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('that cannot be drawn say why, and the others still show', async () => {
    const bundles = [...refused.map(([view]) => view), samples().spatial].map((view) => ({ [VIEW_MIME]: view }));
    const { page, strangers, errors } = await openCells(
      opened,
      'refused.ipynb',
      [{ type: 'code', source: '', bundles }],
      'python3',
    );
    const messages = page.locator('.tissuebook-View-message');
    await messages.nth(refused.length - 1).waitFor();
    const texts = await messages.allTextContents();
    expect(texts).toHaveLength(refused.length);
    refused.forEach(([, message], i) => expect(texts[i]).toMatch(message));
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(1001);
    await reveal(page.locator('.tissuebook-View').last());
    await drawnPictures(page).first().waitFor();
    await screenshot(page, 'hostile-refused');
    expect(await page.evaluate(() => (Object.prototype as Loose).pwned ?? (window as Loose).pwned)).toBeUndefined();
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });
});
