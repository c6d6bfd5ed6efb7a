import { describe, expect, it } from 'vitest';
import { chromeMissing } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { drawnPictures } from './labPage';
import { openedLab, runCells } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

/** A notebook whose code takes the place of the library and answers a page's questions with what it must not believe. */
const CODE = `import { AnnData, categorical, DenseMatrix, spatialView, Table } from 'tissuebook'
const obs = new Table(['a', 'b'])
obs.set('kind', categorical(['T cell', 'B cell']))
const slide = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [9, 9]])]] })
spatialView(slide, { color: 'kind' }).show() // what is displayed later would be answered by the library again
const SCRIPT = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
const color = { by: 'category', name: SCRIPT, labels: [SCRIPT], palette: ['#0072b2'], codes: { dtype: 'int8', shape: [2] } }
const answers: any = {
  link: [{ color: { ...color, palette: ['url(https://evil.example)'] } }, [new Uint8Array(2)]],
  short: [{ color }, [new Uint8Array(1)]],
  dtype: [{ color: { ...color, codes: { dtype: '__proto__', shape: [2] } } }, [new Uint8Array(2)]],
  beyond: [{ color }, [new Uint8Array([0, 7])]],
  text: [{ color }, [new Uint8Array(2)]],
}
const kernel = (globalThis as any)[Symbol.for('tissuebook.kernel')]
kernel.onComm('tissuebook.cells', (comm: any) => {
  comm.onMessage = ({ data }: any) => {
    const [answer, buffers] = data.ask === 'names' ? [{ names: [SCRIPT, 7, null] }, []] : answers[data.name] ?? [{}, []]
    comm.send({ id: data.id, ...answer }, { buffers })
  }
})`;

describe.skipIf(missing)(`a kernel that lies${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('breaks nothing: its colors are checked like a payload, and its text stays text', async () => {
    const { page, errors, strangers } = await runCells(opened, 'lies.ipynb', [{ type: 'code', source: CODE }]);
    const view = page.locator('.tissuebook-View');
    const picture = drawnPictures(page);
    await picture.waitFor();
    await view.locator('summary', { hasText: 'Color' }).press('Enter');
    const status = view.locator('.tissuebook-View-colorstatus');
    const name = view.getByLabel('Gene or column', { exact: true });
    for (const [asked, said] of [
      ['link', /palette\[0\] must be a color/],
      ['short', /color has 1 numbers for 2 cells/],
      ['dtype', /dtype must be one of/],
      ['beyond', /codes holds 7/],
      ['nothing', /is not in the picture/],
    ] as const) {
      await name.fill(asked);
      await name.press('Enter');
      await expect.poll(() => status.textContent(), { message: asked }).toMatch(said);
    }
    await name.fill('text');
    await name.press('Enter');
    await expect
      .poll(() => view.locator('.tissuebook-Legend-name').first().textContent())
      .toContain('<img src=x onerror=');
    await name.fill('x');
    await expect.poll(() => view.locator('datalist option').first().getAttribute('value')).toContain('<img');
    expect(await view.locator('a, img, script, iframe').count()).toBe(0);
    expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    expect([errors, strangers]).toEqual([[], []]);
  });
});
