import type { SelectionStep } from './selection';
import type { CellSet } from './viewTypes';

/** Indices and corners a line: short enough to read. */
const INDICES_A_LINE = 20;
const CORNERS_A_LINE = 6;
/** A list with more parts gets lines of its own. */
const LONG_LIST = 4;

/**
 * TypeScript that selects the same cells again: the outlines, labels and thresholds themselves, or, where a step used
 * values that are not in the data, the indices of the cells.
 *
 * @param data the variable that holds the data
 */
export function selectionCode(data: string, steps: readonly SelectionStep[], cells: CellSet, mask: Uint8Array): string {
  const given = new Set(cells.given ?? []);
  const reproducible = steps.every((step) => !('column' in step && given.has(step.column)));
  const selected = reproducible
    ? [`const selected = selectCells(${data}, [`, ...steps.map((step) => `  ${literal(step)},`), '])']
    : ['const selected = [', lines(indices(mask), '  ', INDICES_A_LINE), ']'];
  return [
    `import { selectCells } from 'tissuebook'`,
    '',
    ...selected,
    `const part = ${data}.subset({ obs: selected })`,
    'part',
  ]
    .slice(reproducible ? 0 : 2)
    .join('\n');
}

/** A step as an object literal: names without quotes, everything else as JSON, which is no more than data. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    const parts = value.map(literal);
    return parts.length > LONG_LIST ? `[\n${lines(parts, '    ', CORNERS_A_LINE)}\n  ]` : `[${parts.join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, field]) => `${name}: ${literal(field)}`)
    .join(', ')} }`;
}

function lines(parts: string[], indent: string, each: number): string {
  const rows: string[] = [];
  for (let i = 0; i < parts.length; i += each) rows.push(`${indent}${parts.slice(i, i + each).join(', ')},`);
  return rows.join('\n');
}

function indices(mask: Uint8Array): string[] {
  return Array.from(mask.keys())
    .filter((i) => mask[i])
    .map(String);
}
