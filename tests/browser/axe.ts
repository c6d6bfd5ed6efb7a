import { type AxeResults, type RunOptions, source } from 'axe-core';
import type { Page } from 'playwright-core';

/** axe's names for what keeps people out altogether, or makes them struggle; lesser findings are advice. */
const BARRIERS = new Set<string | null | undefined>(['serious', 'critical']);

/** The levels A and AA of WCAG 2.0 to 2.2, and axe's own advice on roles, names and landmarks. */
const OPTIONS: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
};

/**
 * The serious and critical barriers that axe finds in a part of a page, a line each: the rule, what it asks for and the
 * element at fault. `expect(await barriers(page, '.tissuebook-View')).toEqual([])` shows them when it fails.
 *
 * @param within a CSS selector; everything that it matches is looked at, and it must match something
 * @param without a CSS selector of parts that are JupyterLab's own, left out. Default: none
 */
export async function barriers(page: Page, within: string, without?: string): Promise<string[]> {
  if ((await page.locator(within).count()) === 0) throw new Error(`Nothing on the page matches ${within}.`);
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    ([include, exclude, options]) =>
      (window as unknown as { axe: { run(context: unknown, options: unknown): Promise<AxeResults> } }).axe.run(
        { include: [include], ...(exclude !== undefined && { exclude: [exclude] }) },
        options,
      ),
    [within, without, OPTIONS] as const,
  );
  return violations
    .filter(({ impact }) => BARRIERS.has(impact))
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 300)}`));
}
