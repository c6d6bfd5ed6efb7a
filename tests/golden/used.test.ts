import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { goldenFolder } from './fixture';

/** Which test compares which fixture: the names that describeGolden is given, and those of lists that it is given one by one. */
function usedFixtures(): Map<string, string> {
  const used = new Map<string, string>();
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'))) {
    const source = readFileSync(join(__dirname, file), 'utf8');
    for (const [, name] of source.matchAll(/describeGolden\('([^']+)'/g)) used.set(name!, file);
    for (const [, name] of source.matchAll(/'((?:attention|posenc|optimizer)\/\w+)'/g)) used.set(name!, file);
  }
  return used;
}

const folder = goldenFolder();

it.skipIf(folder === undefined)('every fixture of preparation and of metrics is compared by a test', () => {
  const fixtures = readdirSync(folder!)
    .filter((file) => /^(preprocessing|metrics)_.*\.safetensors$/.test(file))
    .map((file) => file.replace('.safetensors', ''));
  expect(fixtures.length).toBeGreaterThan(0);
  const used = usedFixtures();
  expect(fixtures.filter((name) => !used.has(name))).toEqual([]);
});

it.skipIf(folder === undefined)("every fixture of the engine's blocks is compared by a test", () => {
  const fixtures = ['attention', 'posenc', 'optimizer'].flatMap((part) => {
    const place = join(folder!, part);
    const files = existsSync(place) ? readdirSync(place).filter((file) => file.endsWith('.safetensors')) : [];
    return files.map((file) => `${part}/${file.replace('.safetensors', '')}`);
  });
  expect(fixtures.length).toBeGreaterThan(0);
  const used = usedFixtures();
  expect(fixtures.filter((name) => !used.has(name))).toEqual([]);
});
