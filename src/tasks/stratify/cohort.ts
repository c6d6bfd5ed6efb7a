import { valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';

/** The patients of two classes, as they take part. */
export interface Cohort {
  /** In sorted order. */
  readonly patients: readonly string[];
  /** Whether each is of the class that is sought. */
  readonly high: readonly boolean[];
  /** Number of each cell's patient; -1 for patients that are left out. */
  readonly patientOf: Int32Array;
  /** Patients that are left out, with the reason. */
  readonly leftOut: readonly { readonly patient: string; readonly why: string }[];
}

/** Nested holding-out leaves two patients out at a time, and two of a class must remain. */
const FEWEST = 4;

/**
 * Who takes part in a comparison of two classes.
 *
 * @param minCells patients with fewer cells are left out @param where whom errors name
 * @throws TissuebookError 'missing-key', 'invalid-argument' (a class that is not there, a patient of two classes, fewer than
 *   four patients of a class)
 */
export function readCohort(
  adata: AnnData,
  { patient, by, high, low }: { patient: string; by: string; high: string; low: string },
  minCells: number,
  where = 'stratify',
): Cohort {
  const names = valuesOf(adata.column(patient)).map((name) => String(name ?? ''));
  const classes = valuesOf(adata.column(by)).map((name) => (name === null ? '' : String(name)));
  for (const [argument, name] of [
    ['high', high],
    ['low', low],
  ] as const) {
    if (!classes.includes(name)) throw noClass(where, argument, name, by, classes);
  }
  if (high === low) {
    throw new TissuebookError('invalid-argument', `${where}: high and low are the same class.`, {
      argument: 'low',
      found: low,
    });
  }
  const classOf = new Map<string, string>();
  const cells = new Map<string, number>();
  names.forEach((name, cell) => {
    const known = classOf.get(name) ?? classes[cell]!;
    if (known !== classes[cell]) throw twoClasses(where, name, by, known, classes[cell]!);
    classOf.set(name, known);
    cells.set(name, (cells.get(name) ?? 0) + 1);
  });
  const sorted = [...classOf.keys()].sort(new Intl.Collator('en', { numeric: true }).compare);
  const reason = (name: string): string | undefined => {
    const own = classOf.get(name)!;
    if (own !== high && own !== low) return own === '' ? `no ${by}` : `${by} is ${own}`;
    return cells.get(name)! < minCells ? `${cells.get(name)} cells` : undefined;
  };
  const patients = sorted.filter((name) => reason(name) === undefined);
  for (const name of [high, low]) {
    const count = patients.filter((each) => classOf.get(each) === name).length;
    if (count < FEWEST) throw tooFew(where, name, by, count);
  }
  const number = new Map(patients.map((name, at) => [name, at]));
  return {
    patients,
    high: patients.map((name) => classOf.get(name) === high),
    patientOf: Int32Array.from(names, (name) => number.get(name) ?? -1),
    leftOut: sorted.flatMap((name) => {
      const why = reason(name);
      return why === undefined ? [] : [{ patient: name, why }];
    }),
  };
}

function noClass(
  where: string,
  argument: string,
  name: string,
  by: string,
  classes: readonly string[],
): TissuebookError {
  return new TissuebookError('missing-key', `${where}: no cell has "${name}" in obs["${by}"].`, {
    argument,
    found: name,
    advice: `It holds: ${[...new Set(classes)].slice(0, 12).join(', ')}.`,
  });
}

function twoClasses(where: string, patient: string, by: string, first: string, second: string): TissuebookError {
  return new TissuebookError(
    'invalid-argument',
    `${where}: cells of patient "${patient}" have "${first}" and "${second}" in obs["${by}"].`,
    { argument: 'by', found: by, advice: 'The class must be one of the whole patient.' },
  );
}

function tooFew(where: string, name: string, by: string, count: number): TissuebookError {
  return new TissuebookError(
    'invalid-argument',
    `${where}: ${count} patients with enough cells have "${name}" in obs["${by}"]; it takes ${FEWEST} of each class.`,
    { argument: 'by', found: count, advice: 'With fewer, nothing can be held out and chosen honestly.' },
  );
}
