import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths';

/** A reflection in typedoc's JSON. */
interface Reflection {
  id: number;
  name: string;
  kind: number;
  children?: Reflection[];
  categories?: { title: string; children: number[] }[];
}

describe('the documentation site', () => {
  it('has every exported name under a subject, and no link of docs or doc comments that leads nowhere', () => {
    const json = join(mkdtempSync(join(tmpdir(), 'docs-')), 'site.json');
    const typedoc = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc');
    // Warnings, as of broken links, end it with an error.
    execFileSync(process.execPath, [typedoc, '--options', join(ROOT, 'docs', 'typedoc.json'), '--json', json], {
      cwd: ROOT,
    });
    const site = JSON.parse(readFileSync(json, 'utf8')) as Reflection;
    const [reference] = site.children!;
    const names = new Map(reference!.children!.map(({ id, name }) => [id, name]));
    const subjects = new Map(
      reference!.categories!.map(({ title, children }) => [title, children.map((id) => names.get(id))]),
    );
    for (const [subject, name] of Object.entries({
      Data: 'readH5ad',
      Preparation: 'leiden',
      Models: 'zoo',
      Tasks: 'perturb',
      Views: 'spatialView',
    })) {
      expect(subjects.get(subject), subject).toContain(name);
    }
    expect(subjects.get('Shared')!.sort()).toEqual(['ErrorDetails', 'ErrorKind', 'Random', 'TissuebookError']);
  }, 120_000);
});
