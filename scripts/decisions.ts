import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

export const FOLDER = join(ROOT, 'docs', 'adr');
export const INDEX = join(FOLDER, 'README.md');

export interface Decision {
  file: string;
  number: string;
  title: string;
  status: string;
  /** The titles of its sections, in order, with their text. */
  sections: readonly { title: string; text: string }[];
}

/** The records of decisions, by number. @throws for one without a title or a status */
export function readDecisions(): Decision[] {
  const files = readdirSync(FOLDER).filter((name) => /^\d{4}-.*\.md$/.test(name));
  return files.sort().map((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const head = /^# (\d{4}) (.+)\n\nStatus: (.+)\n/.exec(text);
    if (!head) throw new Error(`${file} does not begin with "# NNNN Title" and "Status: …".`);
    const [, number, title, status] = head;
    const sections = text
      .split(/^## /m)
      .slice(1)
      .map((part) => ({ title: part.split('\n')[0]!, text: part.slice(part.indexOf('\n')).trim() }));
    return { file, number: number!, title: title!, status: status!, sections };
  });
}

/** The index: a table of all records. */
export function decisionsIndex(): string {
  const rows = readDecisions().map(
    ({ file, number, title, status }) => `| [${number}](${file}) | ${title} | ${status} |`,
  );
  return [
    '# Decisions',
    '',
    'Choices that are hard to take back: what led to each, what was decided, what follows. One page each, in the form of',
    '[0001](0001-one-library-package-and-an-extension-workspace.md). What was measured is in [benchmarks](../benchmarks/decisions.md).',
    'Made by scripts/decisions.ts.',
    '',
    '| | Decision | Status |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

if (require.main === module) {
  void main(() => {
    writeFileSync(INDEX, decisionsIndex());
    return Promise.resolve(0);
  });
}
