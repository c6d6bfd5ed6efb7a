import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EDITS, applyEdits } from '../../../native/edits';

const sources = join(dirname(createRequire(__filename).resolve('@tensorflow/tfjs-node-gpu/package.json')), 'binding');

describe('edits of the binding', () => {
  it('find their place in the sources of the package that is installed', () => {
    for (const file of new Set(EDITS.map((edit) => edit.file))) {
      const text = readFileSync(join(sources, file), 'utf8');
      const edited = applyEdits(file, text);
      for (const edit of EDITS.filter((one) => one.file === file)) expect(edited).toContain(edit.insert);
      expect(edited.length).toBeGreaterThan(text.length);
    }
  });

  it('refuse sources in which the place is absent or not unique', () => {
    const edit = { file: 'a.cc', after: 'x;\n', insert: 'y;\n' };
    expect(applyEdits('a.cc', 'x;\nz;\n', [edit])).toBe('x;\ny;\nz;\n');
    expect(() => applyEdits('a.cc', 'z;\n', [edit])).toThrow(/not found exactly once/);
    expect(() => applyEdits('a.cc', 'x;\nx;\n', [edit])).toThrow(/not found exactly once/);
  });
});
