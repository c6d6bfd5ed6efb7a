import { literal } from '../view/literal';
import type { SelectionStep } from './selection';
import type { CellSet } from '../view/types';

/** Short enough to read. */
const INDICES_A_LINE = 20;

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
