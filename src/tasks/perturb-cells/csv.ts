import type { GeneResponse } from './summary';

const COLUMNS = [
  'kind',
  'name',
  'role',
  'change',
  'control',
  'change_less_control',
  'low',
  'high',
  'includes_zero',
  'averages',
];

/** All genes and sets, one a line; what is not known (intervals of a single training) is empty. */
export function csvOf(genes: readonly GeneResponse[], sets: readonly GeneResponse[]): string {
  const line = (kind: string, { name, role, change, control, beyondControl, averaged }: GeneResponse): string => {
    const { mean, low, high } = beyondControl;
    const zero = Number.isNaN(low) ? '' : String(low <= 0 && high >= 0);
    return [
      kind,
      quoted(name),
      role ?? '',
      ...[change, control, mean, low, high].map(shown),
      zero,
      shown(averaged),
    ].join(',');
  };
  const lines = [...genes.map((gene) => line('gene', gene)), ...sets.map((set) => line('set', set))];
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}

const shown = (value: number): string => (Number.isNaN(value) ? '' : String(value));

/** Names with a comma, a quote or a break are quoted; one that a table program would run as a formula is kept from it. */
function quoted(name: string): string {
  const safe = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
