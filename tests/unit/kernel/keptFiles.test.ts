import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderOptions } from '../../../kernel/language/folderOptions';
import { inspectSafely, isOf, propertyOf } from '../../../kernel/language/properties';
import { History } from '../../../kernel/session/history';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tissuebook-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the history of cells', () => {
  const file = (): string => join(folder, 'kept', 'history.jsonl');
  const filled = (...inputs: string[]): History => {
    const history = new History(file());
    inputs.forEach((input, i) => history.add(i + 1, input, i === 0 ? 'shown' : null));
    return history;
  };

  it('goes on in the next kernel as a session of its own', () => {
    filled('a', 'b');
    const next = new History(file());
    next.add(1, 'c', null);
    expect(next.session).toBe(2);
    expect(next.answer({ hist_access_type: 'range', session: -1, start: 2 })).toEqual([[1, 2, 'b']]);
    expect(next.answer({ hist_access_type: 'range', session: 0 })).toEqual([[2, 1, 'c']]);
    expect(next.answer({ hist_access_type: 'tail', n: 2 })).toEqual([
      [1, 2, 'b'],
      [2, 1, 'c'],
    ]);
  });

  it('gives results where they are asked for, and ends before stop', () => {
    const history = filled('a', 'b', 'c');
    expect(history.answer({ hist_access_type: 'range', session: 0, start: 1, stop: 3, output: true })).toEqual([
      [1, 1, ['a', 'shown']],
      [1, 2, ['b', null]],
    ]);
  });

  it('is searched by patterns of the shell, in which nothing else is special', () => {
    const history = filled('f(1)', 'f.x', 'fax', 'f(1)', 'f\n(2)');
    const search = (pattern: string, unique = false): unknown[] =>
      history.answer({ hist_access_type: 'search', pattern, unique }).map((entry) => (entry as unknown[])[1]);
    expect(search('f.x')).toEqual([2]);
    expect(search('f?x')).toEqual([2, 3]);
    expect(search('f*(*)')).toEqual([1, 4, 5]);
    expect(search('f(1)', true)).toEqual([4]);
  });

  it('is for its owner alone, and survives damaged lines', () => {
    filled('a');
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o077).toBe(0);
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}{"half\n[1,"x","y"]\n[1,2,"b",7]\n`);
    const history = new History(file());
    expect(history.answer({ hist_access_type: 'tail' })).toEqual([
      [1, 1, 'a'],
      [1, 2, 'b'],
    ]);
  });
});

describe("a notebook's tsconfig.json", () => {
  const options = (text: string): object => {
    writeFileSync(join(folder, 'tsconfig.json'), text);
    return folderOptions(folder);
  };

  it('says which decorators cells have, and nothing else', () => {
    expect(options('{ "compilerOptions": { "experimentalDecorators": true, "target": "es5" }, /* why */ }')).toEqual({
      experimentalDecorators: true,
    });
  });

  it('is left aside when it is absent, damaged or of other types', () => {
    expect(folderOptions(join(folder, 'absent'))).toEqual({});
    for (const text of ['{ "compilerOptions": ', '{ "compilerOptions": null }', '[]']) {
      expect(options(text), text).toEqual({});
    }
    expect(options('{ "compilerOptions": { "experimentalDecorators": "yes" } }')).toEqual({});
  });
});

describe('values that throw when they are looked at', () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
      getPrototypeOf: () => {
        throw new Error('no');
      },
    },
  );

  it('have no properties and no class, and are shown all the same', () => {
    expect(propertyOf(hostile, 'name')).toBeUndefined();
    expect(isOf(hostile, Error)).toBe(false);
    expect(typeof inspectSafely(hostile)).toBe('string');
  });

  it('are shown without their own inspection where that throws', () => {
    const value = {
      n: 1,
      [inspect.custom]() {
        throw new Error('no');
      },
    };
    expect(inspectSafely(value)).toContain('n: 1');
  });
});
