import { join } from 'node:path';
import { build } from 'esbuild';
import { pageStyle } from '../../../scripts/html/bundle';

/** A page with the script `<name>.page.ts` in it, asking no server for anything. */
export async function pageOf(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, `${name}.page.ts`)],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    define: { global: 'globalThis' },
    loader: { '.css': 'empty', '.svg': 'text' },
    write: false,
    logLevel: 'error',
  });
  const script = outputFiles[0]!.text.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
  return `<!doctype html><meta charset="utf-8"><style>${pageStyle()}</style><body><script>${script}</script>`;
}
