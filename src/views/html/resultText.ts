import type { Html } from './html';
import { frame, paragraph, short, table } from './parts';

/**
 * A result's text with its tables as tables, so that they can be read cell by cell; undefined where it has none, as text says the rest
 * as well. Tables are lines whose columns stand apart by two blanks, as results write them.
 */
export function resultHtml(text: string): Html | undefined {
  const [heading = '', ...lines] = text.split('\n');
  // A heading is cut where names are; a sentence is not.
  const whole = short(heading) === heading;
  const parts: Html[] = whole ? [] : [paragraph(heading)];
  let tables = 0;
  for (let at = 0; at < lines.length;) {
    const rows = tableAt(lines, at);
    if (rows) {
      const [columns, ...body] = rows;
      parts.push(table(columns!, body));
      tables++;
    } else parts.push(paragraph(lines[at]!));
    at += rows?.length ?? 1;
  }
  return tables > 0 ? frame(whole ? heading : 'Result', parts, false) : undefined;
}

/** The longest table that begins at a line: its cells, row by row. */
function tableAt(lines: readonly string[], from: number): string[][] | undefined {
  let best: string[][] | undefined;
  let gaps: Set<number> | undefined;
  for (let to = from; to < lines.length && lines[to]!.trim() !== '' && /\S {2,}\S/.test(lines[to]!); to++) {
    const here = gapsOf(lines[to]!);
    gaps = gaps ? new Set([...gaps].filter((place) => here(place))) : new Set(Array.from(lines[to]!, (_, i) => i).filter(here)); // prettier-ignore
    const cuts = cutsOf(gaps);
    if (cuts.length === 0 || !isCut(lines[to]!, cuts)) break;
    const rows = lines.slice(from, to + 1).map((line) => cellsOf(line, cuts));
    if (rows.length >= 2) best = rows;
  }
  return best;
}

/** Whether a place of a line, or what lies behind its end, is blank. */
function gapsOf(line: string): (place: number) => boolean {
  return (place) => place >= line.length || line[place] === ' ';
}

/** Whether wherever a line has two blanks or more a column is cut: in prose none is. */
function isCut(line: string, cuts: readonly number[]): boolean {
  return [...line.trimEnd().matchAll(/(?<=\S) {2,}/g)].every(({ index, 0: gap }) =>
    cuts.some((cut) => cut > index && cut <= index + gap.length),
  );
}

/** Where columns are cut: after two blanks or more that stand in every line, and not where lines begin. */
function cutsOf(blank: ReadonlySet<number>): number[] {
  let begun = 0;
  while (blank.has(begun)) begun++;
  const cuts: number[] = [];
  for (const place of blank) {
    if (place > begun && blank.has(place - 1) && !blank.has(place + 1)) cuts.push(place + 1);
  }
  return cuts.sort((a, b) => a - b);
}

function cellsOf(line: string, cuts: readonly number[]): string[] {
  return [0, ...cuts].map((start, c) => short(line.slice(start, cuts[c]).trim(), 200));
}
