import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenFolder } from './fixture';

const SOURCES = readdirSync(__dirname)
  .filter((name) => name.endsWith('.test.ts') && name !== 'used.test.ts')
  .map((name) => readFileSync(join(__dirname, name), 'utf8'));

/** Whether a test names the fixture: whole, or by a template of describeGolden() whose open part the file quotes. */
function isCompared(fixture: string): boolean {
  return SOURCES.some((source) => {
    if (source.includes(`'${fixture}'`)) return true;
    return [...source.matchAll(/describeGolden\(`([^`$]*)\$\{\w+\}([^`$]*)`/g)].some(([, before = '', after = '']) => {
      if (!fixture.startsWith(before) || !fixture.endsWith(after)) return false;
      const open = fixture.slice(before.length, fixture.length - after.length);
      return open !== '' && new RegExp(`['\\s]${open}(':|'|:)`).test(source);
    });
  });
}

/** Fixtures by name, of some folders (with '/') and of some prefixes at the top. */
function fixturesOf(folder: string, groups: readonly string[]): string[] {
  return groups.flatMap((group) => {
    const inside = group.endsWith('/');
    const place = inside ? join(folder, group) : folder;
    if (!existsSync(place)) return [];
    const names = readdirSync(place).filter((file) => file.endsWith('.safetensors'));
    const own = inside ? names.map((name) => group + name) : names.filter((name) => name.startsWith(group));
    return own.map((name) => name.replace('.safetensors', ''));
  });
}

const GROUPS = {
  preparation: ['preprocessing_', 'preprocessing/'],
  metrics: ['metrics_', 'joint/', 'match/', 'perturbation/'],
  attention: ['attention/', 'posenc/'],
  CIFM: ['cifm_'],
  SQUINT: ['squint_'],
  SpaFormer: ['spaformer/'],
  CellPLM: ['cellplm/'],
  scMoGNN: ['scmognn/'],
  scMoFormer: ['scmoformer/'],
  'ST-Align': ['stalign/', 'stalign_'],
  SPATIA: ['spatia_', 'mae/', 'flow/', 'transport/', 'morphology/'],
};

const folder = goldenFolder();

describe.skipIf(folder === undefined)('every fixture is compared by a test', () => {
  it.each(Object.entries(GROUPS))('of %s', (_, groups) => {
    const fixtures = fixturesOf(folder!, groups);
    expect(fixtures.length).toBeGreaterThan(0);
    expect(fixtures.filter((name) => !isCompared(name))).toEqual([]);
  });
});
