import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './setup/paths';
import { main } from './setup/report';
import { notebookOf, readLesson, translateLesson } from './workshop/lesson';

export const WORKSHOP = join(ROOT, 'notebooks', 'workshop');
const SOURCE = join(WORKSHOP, 'source');
/** Languages of the workshop beside English. */
export const LANGUAGES = ['de'] as const;

/** The notebooks of the workshop by their paths: lessons, their solutions, and the lessons in the other languages. */
export function workshopNotebooks(): Map<string, string> {
  const notebooks = new Map<string, string>();
  const read = (file: string) => readLesson(readFileSync(join(SOURCE, file), 'utf8'));
  for (const file of readdirSync(SOURCE).filter((name) => /^\d-[a-z-]+\.md$/.test(name))) {
    const name = file.replace('.md', '');
    const lesson = read(file);
    const add = (path: string, notebook: object): void =>
      void notebooks.set(join(WORKSHOP, path), `${JSON.stringify(notebook, null, 1)}\n`);
    add(`${name}.ipynb`, notebookOf(lesson, { solved: false, language: 'en', checks: '.' }));
    add(`solutions/${name}.ipynb`, notebookOf(lesson, { solved: true, language: 'en', checks: '..' }));
    for (const language of LANGUAGES) {
      const translated = translateLesson(lesson, read(`${name}.${language}.md`));
      add(`${language}/${name}.ipynb`, notebookOf(translated, { solved: false, language, checks: '..' }));
    }
  }
  return notebooks;
}

if (require.main === module) {
  void main(() => {
    for (const [path, text] of workshopNotebooks()) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return Promise.resolve(0);
  });
}
