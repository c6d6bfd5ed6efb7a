import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roomGraph } from './rooms/roomGraph';
import { roomsFigure, roomsTable } from './rooms/roomsFigure';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

export const FIGURE = join(ROOT, 'docs', 'images', 'rooms.svg');
export const PAGE = join(ROOT, 'docs', 'architecture.md');

const MARKS = ['<!-- rooms: made by scripts/rooms.ts -->\n\n', '\n\n<!-- /rooms -->'] as const;

/** The figure and the page as they should be: from the imports that the files have. */
export function roomsDocs(): { figure: string; page: string } {
  const rooms = roomGraph();
  const text = readFileSync(PAGE, 'utf8');
  const [from, to] = [text.indexOf(MARKS[0]) + MARKS[0].length, text.indexOf(MARKS[1])];
  return { figure: roomsFigure(rooms), page: text.slice(0, from) + roomsTable(rooms) + text.slice(to) };
}

if (require.main === module) {
  void main(() => {
    const { figure, page } = roomsDocs();
    writeFileSync(FIGURE, figure);
    writeFileSync(PAGE, page);
    return Promise.resolve(0);
  });
}
