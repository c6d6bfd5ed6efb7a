/** A cell of a text table: text as it is, numbers with three digits after the point, nothing for NaN. */
export type TableCell = string | number;

/** A table as text: columns of text to the left, columns with numbers to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  const lines = [header, ...rows.map((row) => row.map(shown))];
  const widths = header.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  const numbers = header.map((_, c) => rows.some((row) => typeof row[c] === 'number'));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (numbers[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  return lines.map(line).join('\n');
}

function shown(cell: TableCell): string {
  if (typeof cell === 'string') return cell;
  if (Number.isNaN(cell)) return '-';
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(3);
}
