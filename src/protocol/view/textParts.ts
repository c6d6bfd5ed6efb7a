/** A part of a result's text: a table with the names of its columns, or a line of words. */
export type TextPart = { columns: string[]; rows: string[][] } | { line: string };

/**
 * A result's text as tables and lines, so that both can be shown as what they are. Tables are lines whose columns stand apart by two
 * blanks, as results write them; all else is words.
 */
export function textParts(text: string): TextPart[] {
  const lines = text.split('\n');
  const parts: TextPart[] = [];
  for (let at = 0; at < lines.length;) {
    const table = tableAt(lines, at);
    if (table) parts.push({ columns: table[0]!, rows: table.slice(1) });
    else parts.push({ line: lines[at]! });
    at += table?.length ?? 1;
  }
  return parts;
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
  return [0, ...cuts].map((start, c) => line.slice(start, cuts[c]).trim());
}
