import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transpileModule } from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as tissuebook from '../../../src';
import * as data from '../../../src/data';
import { unpacked } from './unpacked';

const root = join(__dirname, '..', '..', '..');
const fixtures = join(root, 'tests', 'fixtures', 'data');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-docs-'));
const text = readFileSync(join(root, 'docs', 'data.md'), 'utf8');
const examples = [...text.matchAll(/^## ([^\n]+)\n(?:(?!^## )[^])*?```ts\n([^]*?)```/gm)];
/** Files of prior knowledge by their names in the examples. */
const PRIORS = {
  'sets.gmt': 'hallmark.gmt',
  'links.txt.gz': '9606.protein.links.txt.gz',
  'info.txt': '9606.protein.info.txt',
  'aliases.txt': '9606.protein.aliases.txt',
};

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** Runs an example in the folder of files that it names. */
async function run(code: string): Promise<void> {
  const body = code.replace(/^import \{(.*?)\} from 'tissuebook';/ms, 'const {$1} = tissuebook;');
  const { outputText } = transpileModule(`export async function example(tissuebook: any) {${body}}`, {
    compilerOptions: { target: 9, module: 1 },
  });
  const module = { exports: {} as { example(library: unknown): Promise<void> } };
  new Function('exports', outputText)(module.exports);
  await module.exports.example(tissuebook);
}

describe('docs/data.md', () => {
  beforeAll(() => {
    cpSync(join(fixtures, 'zarr.h5ad'), join(folder, 'tissue.h5ad'));
    cpSync(join(fixtures, 'xenium'), join(folder, 'xenium'), { recursive: true });
    cpSync(join(fixtures, 'images', 'pyramid.ome.tif'), join(folder, 'scan.ome.tif'));
    for (const [file, name] of Object.entries(PRIORS))
      cpSync(join(root, 'tests/fixtures/golden/priors', file), join(folder, name));
    writeFileSync(join(folder, 'patients.csv'), 'patient;age\np1;61,5\n');
    unpacked('zarr3.zip', join(folder, 'tissue.zarr'));
    unpacked('spatialdata.zip', join(folder, 'spatial.zarr'));
  }, 60_000);

  it('has an example for each way of reading', () => {
    expect(examples).toHaveLength(9);
  });

  it.each(examples.map(([, title, code]) => [title!, code!]))(
    '%s: the example runs',
    async (_title, code) => {
      vi.spyOn(console, 'log').mockImplementation(() => undefined);
      const names = [
        'tissue.h5ad',
        'some.h5ad',
        'some.h5mu',
        'tissue.zarr',
        'spatial.zarr',
        'scan.ome.tif',
        'xenium',
        'patients.csv',
        ...Object.values(PRIORS),
      ];
      const placed = names.reduce(
        (from, name) => from.replaceAll(`'${name}'`, JSON.stringify(join(folder, name))),
        code,
      );
      await run(placed);
    },
    60_000,
  );

  it('names every reader', () => {
    for (const name of Object.keys(data).filter((name) => /^read[A-Z1]/.test(name))) expect(text).toContain(name);
  });
});
