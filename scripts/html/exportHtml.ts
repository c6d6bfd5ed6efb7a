import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { command } from '../setup/command';
import { SetupError } from '../setup/report';
import { bundlePage, pageStyle } from './bundle';

const TEMPLATE = 'template';

/** Elements through which a page fetches something by itself; links that a reader clicks are no such thing. */
const FETCHES =
  /<(?:script|img|iframe|audio|video|source|object|embed)\b[^>]*\b(?:src|data)\s*=\s*["']?(?:https?:)?\/\/|<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?\/\/|url\(\s*["']?(?:https?:)?\/\//i;

/**
 * Writes an executed notebook as one web page that shows its figures without a server and asks no host for anything.
 *
 * @param options.python the Python with nbconvert
 * @throws SetupError when nbconvert fails or the page would fetch something
 */
export async function exportHtml(notebook: string, html: string, options: { python: string }): Promise<void> {
  mkdirSync(dirname(html), { recursive: true });
  const bare = `${html}.part`;
  await command(
    options.python,
    [
      '-m',
      'nbconvert',
      '--to=html',
      `--template=${TEMPLATE}`,
      `--TemplateExporter.extra_template_basedirs=${__dirname}`,
      '--HTMLExporter.language_code=en',
      `--output-dir=${dirname(html)}`,
      `--output=${basename(bare)}`,
      notebook,
    ],
    { purpose: `Writing ${basename(html)}` },
  );
  const written = `${bare}.html`;
  const page = assemble(readFileSync(written, 'utf8'), pageStyle(), await bundlePage());
  writeFileSync(written, page);
  renameSync(written, html);
}

/** Puts style and script into the page that nbconvert made, and refuses one that would fetch anything. */
export function assemble(page: string, style: string, script: string): string {
  const fetched = FETCHES.exec(page);
  if (fetched) throw new SetupError(`the web page would fetch something: ${fetched[0].slice(0, 80)}.`);
  // Functions as replacements: the texts hold "$&" and the like, which a string replacement would expand.
  return page
    .replace('<!--tissuebook-style-->', () => `<style>\n${style}\n</style>`)
    .replace('<!--tissuebook-bundle-->', () => `<script>\n${script}\n</script>`);
}
