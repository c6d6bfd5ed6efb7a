import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pythonName } from '../../../scripts/pythonApi/names';
import { pythonModules } from '../../../scripts/pythonApi';
import { zoo } from '../../../src/models';

describe('the modules of the Python package', () => {
  const modules = Object.entries(pythonModules());

  it.each(modules)('%s is what cards and signatures say: else run npx tsx scripts/pythonApi.ts', (path, code) => {
    expect(readFileSync(path, 'utf8')).toBe(code);
  });

  it('have every model with every setting, and the tasks that a workshop asks', () => {
    const [[, api], [, models]] = modules;
    for (const name of zoo.list()) expect(models).toContain(`name: Literal["${name}"]`);
    for (const name of [
      'spatial_view',
      'embedding_view',
      'curve_view',
      'embed',
      'impute_patch',
      'impute_genes',
      'perturb',
      'stratify',
      'compare',
    ]) {
      expect(api).toContain(`def ${name}(`);
    }
  });

  it('spell names as Python does', () => {
    expect(['panelBy', 'nTopGenes', 'from', 'X', 'pixelSize'].map(pythonName)).toEqual([
      'panel_by',
      'n_top_genes',
      'from_',
      'x',
      'pixel_size',
    ]);
  });
});
