import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIGURE, PAGE, roomsDocs } from '../../../scripts/rooms';
import { collapse, directImports, layersOf } from '../../../scripts/rooms/roomGraph';

describe('the figure of the rooms', () => {
  it('shows the imports that the files have: else run npx tsx scripts/rooms.ts', () => {
    const { figure, page } = roomsDocs();
    expect(readFileSync(FIGURE, 'utf8')).toBe(figure);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('puts a room above all that it imports, with a line to what no other import leads to', () => {
    const rooms = collapse(
      new Map([
        ['src/a/x.ts', ['src/b/y.ts', 'src/c/z.ts', 'src/errors.ts']],
        ['src/b/y.ts', ['src/c/z.ts', 'src/b/w.ts']],
        ['src/c/z.ts', []],
        ['kernel/main.ts', ['src/c/z.ts']],
        ['src/errors.ts', []],
      ]),
    );
    expect(layersOf(rooms)).toEqual([['c'], ['b', 'kernel/'], ['a']]);
    expect(directImports(rooms, 'a')).toEqual(['b']);
  });

  it('refuses rooms that import each other', () => {
    const rooms = collapse(new Map([['src/a/x.ts', ['src/b/y.ts']], ['src/b/y.ts', ['src/a/z.ts']]])); // prettier-ignore
    expect(() => layersOf(rooms)).toThrow(/circle/);
  });
});
