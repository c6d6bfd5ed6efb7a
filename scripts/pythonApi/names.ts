/** Words that Python keeps to itself and options of ours have. */
const KEPT = new Set(['from', 'in', 'is', 'not', 'or', 'and', 'with', 'as', 'for', 'if', 'lambda', 'global', 'class']);

/** A name as Python has it: panelBy is panel_by, from is from_. */
export function pythonName(name: string): string {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
  return KEPT.has(snake) ? `${snake}_` : snake;
}

/** Text of a doc comment, as lines of at most `width` characters, for a docstring. */
export function docLines(text: string, width: number): string[] {
  const words = text.replace(/\\/g, '\\\\').replace(/"""/g, "'''").split(/\s+/).filter(Boolean);
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += line ? ` ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}
