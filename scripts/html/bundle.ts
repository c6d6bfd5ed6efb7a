import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../setup/paths';

/** The page's script: the extension's own figure code and plotly in one classic script, with nothing to load later. */
export async function bundlePage(): Promise<string> {
  const result = await build({
    entryPoints: [join(ROOT, 'scripts', 'html', 'page.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'eof',
    define: { global: 'globalThis' },
    loader: { '.css': 'empty', '.svg': 'text' },
    write: false,
    logLevel: 'error',
  });
  const script = result.outputFiles[0]?.text ?? '';
  // "</script" inside the code would end the element that holds it; in a string or pattern the backslash changes nothing.
  return script.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}

/** The styles of the views: the extension's own. */
export function pageStyle(): string {
  return ['figure.css', 'watch.css'].map((name) => readFileSync(join(ROOT, 'style', name), 'utf8')).join('\n');
}
