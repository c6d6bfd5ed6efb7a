import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workshopNotebooks } from '../../../scripts/workshop';
import { notebookOf, readLesson, translateLesson } from '../../../scripts/workshop/lesson';

describe('the notebooks of the workshop', () => {
  it('are what their source makes of them', () => {
    const notebooks = workshopNotebooks();
    expect(notebooks.size).toBe(9);
    for (const [path, text] of notebooks) expect(readFileSync(path, 'utf8'), path).toBe(text);
  });
});

describe('a lesson', () => {
  const lesson = readLesson(
    "# Title\n\n```ts one\nimport './exercises'\n```\nwords\n\n```ts two exercise\n___\n```\n```ts two solution\n1\n```\n",
  );

  it('is read from Markdown: prose, code, exercises and their solutions', () => {
    expect(lesson.map(({ kind }) => kind)).toEqual(['prose', 'code', 'prose', 'exercise', 'solution']);
    const sources = (solved: boolean): string[] => {
      const { cells } = notebookOf(lesson, { solved, language: 'en', checks: '.' }) as {
        cells: { source: string[] }[];
      };
      return cells.map(({ source }) => source.join(''));
    };
    expect(sources(false)).toEqual(['# Title', "import './exercises'", 'words', '___']);
    expect(sources(true).at(-1)).toBe('1');
  });

  it('is translated around the same code, and not around other code', () => {
    const german = translateLesson(lesson, readLesson('Titel\n```ts one\n```\n```ts two\n```\nEnde'));
    expect(german.map(({ text }) => text)).toEqual(['Titel', "import './exercises'", '___', 'Ende']);
    expect(() => translateLesson(lesson, readLesson('```ts two\n```\n```ts one\n```'))).toThrow(
      'the lesson that of "one two"',
    );
  });
});
