import { type AnnData, BackedAnnData, MuData, Table, unsAt } from '../../data';
import { dataOf, type NamedData } from './dataOf';
import { labelsOf } from './namesOfKinds';
import { matrixOf, seenValues } from './valuesOf';

/** Names of a type that are written out; of more, how many there are. */
const SHOWN = 12;
const FEW_LABELS = 8;

/** The type of a value with the names that it holds, as one would write it. */
export function describeType(value: unknown): string | undefined {
  const all = dataOf(value);
  if (!all) return undefined;
  const shown = all.slice(0, 2).map((data) => typeOf(data));
  return Array.isArray(value) ? `(${[...new Set(shown)].join(' | ')})[]` : shown[0];
}

function typeOf(data: NamedData): string {
  if (data instanceof Table) return `Table<${union(data.names)}>`;
  if (data instanceof MuData) {
    return `MuData<{${[...data.mod].map(([name, one]) => `\n  ${name}: ${typeOf(one).replaceAll('\n', '\n  ')}`).join('')}\n}>`;
  }
  const rows: [string, string | undefined][] = [
    ['obs', union(data.obs.names)],
    ['labels', labels(data)],
    ['var', union(data.var.index)],
    ['obsm', union([...data.obsm.keys()])],
    ['layers', union([...data.layers.keys()])],
    ['obsp', union([...data.obsp.keys()])],
    ['unit', unitOf(data)],
    ['values', valuesOf(data)],
  ];
  const lines = rows.flatMap(([name, text]) =>
    text === undefined || text === 'never' ? [] : [`\n  ${name}: ${text};`],
  );
  return `${data instanceof BackedAnnData ? 'BackedAnnData' : 'AnnData'}<{${lines.join('')}\n}>`;
}

function union(names: readonly string[]): string {
  if (!names.length) return 'never';
  const shown = names.slice(0, SHOWN).map(quoted).join(' | ');
  return names.length > SHOWN ? `${shown} | … ${(names.length - SHOWN).toLocaleString('en-US')} more` : shown;
}

function labels({ obs }: AnnData | BackedAnnData): string | undefined {
  const few = obs.names.flatMap((name) => {
    const found = labelsOf(obs.get(name));
    return found && found.length <= FEW_LABELS ? [`${quoted(name)}: ${union(found)}`] : [];
  });
  return few.length ? `{ ${few.slice(0, SHOWN).join('; ')} }` : undefined;
}

function unitOf({ uns }: AnnData | BackedAnnData): string | undefined {
  const unit = unsAt(uns, 'spatial_unit');
  return typeof unit === 'string' ? quoted(unit) : undefined;
}

function valuesOf(data: AnnData | BackedAnnData): string | undefined {
  const matrix = matrixOf(data);
  return matrix && quoted(seenValues(matrix));
}

function quoted(name: string): string {
  return `'${name.replaceAll("'", "\\'")}'`;
}
