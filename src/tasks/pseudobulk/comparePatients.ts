import { exactMath } from '../../exactMath';
import { type AnnData, DenseMatrix, Table, unsAt } from '../../data';
import { textsAt } from '../../data/uns';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { benjaminiHochberg, mannWhitney, tTest } from '../../metrics';
import { checkArgument, checkOptions, integer, listOf, objectWith, oneOf, text } from '../../options';
import type { ColumnName, LabelName } from '../../names';
import { mean } from '../../statistics';
import { type LabelCodes, labelsOf } from '../shared/labelsOf';
import { PatientComparison } from './patientComparison';

export interface ComparePatientsOptions {
  /** The obs column of the two groups of patients. */
  group: ColumnName;
  /** Which two labels, the first against the second. The labels of the column, where it has two. */
  contrast?: readonly [LabelName<'group'>, LabelName<'group'>];
  /** The obs column whose labels are tested apart, as types of cells. None: one table. */
  by?: ColumnName;
  /** 'wilcoxon': the rank-sum test, exact for few patients; 't-test': Welch's. 'wilcoxon'. */
  method?: 'wilcoxon' | 't-test';
  /** 'log-cpm': log2 of 1 + counts per million of each row; 'as-is'. 'log-cpm' for sums, 'as-is' for means. */
  scale?: 'log-cpm' | 'as-is';
  /** A label with fewer patients in one of both groups is not tested, and said. 2. */
  minPatients?: number;
}

/** Smallest p's that can be reached are said where they are above this. */
const TELLING = 0.05;

/**
 * Which genes differ between two groups of patients, in rows of pseudobulk: a test for each gene over patients, corrected by Benjamini and
 * Hochberg over the genes that vary. Tests over cells instead take the cells of a patient for independent ones, and find differences where patients differ by
 * chance (Squair et al. 2021). What few patients cannot say is said: three against three reach no p below 0.1 by ranks.
 *
 * @param bulk what pseudobulk gives
 * @throws TissuebookError 'missing-key' (no such column or label), 'invalid-argument' (not two groups, a patient in several rows, too few patients)
 */
export function comparePatients(bulk: AnnData, options: ComparePatientsOptions): PatientComparison {
  checkAnnData('comparePatients', 'bulk', bulk);
  checkArgument('comparePatients', 'options', options, objectWith('group'));
  checkOptions('comparePatients', options, {
    group: text,
    contrast: (value) => listOf(text)(value) ?? ((value as string[]).length === 2 ? undefined : 'two labels'),
    by: text,
    method: oneOf('wilcoxon', 't-test'),
    scale: oneOf('log-cpm', 'as-is'),
    minPatients: integer(2),
  });
  const { group, by, method = 'wilcoxon', minPatients = 2 } = options;
  const groups = labelsOf('comparePatients', bulk, group);
  const contrast = contrastOf(groups, options);
  const scale = options.scale ?? (unsAt(bulk.uns, 'pseudobulk', 'values') === 'mean' ? 'as-is' : 'log-cpm');
  const x = bulk.matrix().toDense();
  const values = scale === 'log-cpm' ? logCpm(x) : x;
  const labels = by === undefined ? undefined : labelsOf('comparePatients', bulk, by);
  const tables = new Map<string, Table>();
  const notices: string[] = [];
  for (const [code, name] of (labels?.names ?? ['all']).entries()) {
    const rows = Array.from({ length: bulk.nObs }, (_, i) => i).filter((i) => !labels || labels.codes[i] === code);
    const [a, b] = contrast.map((label) => rows.filter((i) => groups.names[groups.codes[i]] === label)) as [number[], number[]]; // prettier-ignore
    checkPatients(bulk, [...a, ...b], name);
    if (Math.min(a.length, b.length) < minPatients) {
      notices.push(`${name}: ${a.length} and ${b.length} patients are too few for a test.`);
      continue;
    }
    tables.set(name, tested(values, bulk.var.index, [a, b], method));
    const least = method === 'wilcoxon' ? leastP(a.length, b.length) : 0;
    if (least > TELLING)
      notices.push(`${name}: with ${a.length} and ${b.length} patients no p is below ${least.toPrecision(2)}, whatever the genes do.`); // prettier-ignore
    else if (method === 't-test' && Math.min(a.length, b.length) < 4)
      notices.push(`${name}: with ${a.length} and ${b.length} patients the t-test knows their spread badly.`);
  }
  if (tables.size === 0) {
    throw new TissuebookError('invalid-argument', `comparePatients: ${notices[0] ?? 'there is nothing to test.'}`, {
      argument: 'group',
      found: group,
      advice: `A test takes ${minPatients} patients or more in each group.`,
    });
  }
  return new PatientComparison({ group, contrast, method, scale, tables, notices });
}

function contrastOf({ names }: LabelCodes, { group, contrast }: ComparePatientsOptions): [string, string] {
  const wanted = contrast ?? names;
  const absent = wanted.find((label) => !names.includes(label));
  if (wanted.length === 2 && absent === undefined && wanted[0] !== wanted[1]) return [wanted[0], wanted[1]];
  throw new TissuebookError(absent === undefined ? 'invalid-argument' : 'missing-key', `comparePatients: obs['${group}'] has ${absent === undefined ? `${names.length} labels` : `no label "${absent}"`}.`, {
    argument: absent === undefined ? 'group' : 'contrast',
    found: absent ?? names.length,
    advice: `Two are compared: contrast: ['${names[0]}', '${names[1] ?? names[0]}'].`,
  }); // prettier-ignore
}

/** Refuses a patient with several rows in one test: they are no independent patients. */
function checkPatients(bulk: AnnData, rows: readonly number[], name: string): void {
  const patient = textsAt(bulk.uns, 'pseudobulk', 'by')?.[0];
  if (patient === undefined || !bulk.obs.has(patient)) return;
  const { names, codes } = labelsOf('comparePatients', bulk, patient);
  const seen = new Set<number>();
  for (const row of rows) {
    if (!seen.has(codes[row])) seen.add(codes[row]);
    else {
      throw new TissuebookError('invalid-argument', `comparePatients: ${patient} ${names[codes[row]]} has several rows in "${name}".`, {
        argument: 'by',
        found: names[codes[row]],
        advice: 'Name the column that tells these rows apart: by: \'type\'.',
      }); // prettier-ignore
    }
  }
}

/** log2 of 1 + counts per million of each row. */
function logCpm(x: DenseMatrix): DenseMatrix {
  const out = new DenseMatrix(x.rows, x.columns, new Float64Array(x.values.length));
  for (let i = 0; i < x.rows; i++) {
    const row = x.row(i);
    let total = 0;
    for (const value of row) total += value;
    row.forEach(
      (value, j) => (out.values[i * x.columns + j] = exactMath.log2(1 + (total > 0 ? (1e6 * value) / total : 0))),
    );
  }
  return out;
}

function tested(values: DenseMatrix, genes: readonly string[], [a, b]: [number[], number[]], method: 'wilcoxon' | 't-test'): Table {
  const n = values.columns;
  const [meanA, meanB, statistic, p] = Array.from({ length: 4 }, () => new Float64Array(n)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let j = 0; j < n; j++) {
    const [own, other] = [a, b].map((rows) => rows.map((i) => values.get(i, j))) as [number[], number[]];
    [meanA[j], meanB[j]] = [mean(own), mean(other)];
    const varies = [...own, ...other].some((value) => value !== own[0]);
    const found = method === 't-test' ? tTest(own, other) : mannWhitney(own, other, { method: 'auto' });
    statistic[j] = 't' in found ? found.t : found.u;
    p[j] = varies ? found.p : NaN;
  }
  const known = Array.from(p.keys()).filter((j) => !Number.isNaN(p[j]));
  const adjusted = new Float64Array(n).fill(NaN);
  benjaminiHochberg(known.map((j) => p[j])).forEach((value, at) => (adjusted[known[at]] = value));
  const place = (j: number): number => (Number.isNaN(p[j]) ? 2 : p[j]);
  const order = Array.from(p.keys()).sort((i, j) => place(i) - place(j) || Math.abs(meanA[j] - meanB[j]) - Math.abs(meanA[i] - meanB[i]) || i - j);
  const take = (list: Float64Array): Float64Array => Float64Array.from(order, (j) => list[j]);
  return new Table(order.map((j) => genes[j]), [
    ['mean', take(meanA)], ['mean_other', take(meanB)], ['difference', take(meanA.map((value, j) => value - meanB[j]))],
    ['statistic', take(statistic)], ['p', take(p)], ['adjusted', take(adjusted)],
  ]);
} // prettier-ignore

/** The smallest p of an exact rank-sum test: all of one sample above the other, to both sides. */
function leastP(n: number, m: number): number {
  let orders = 1;
  for (let i = 1; i <= Math.min(n, m); i++) orders *= (n + m - i + 1) / i;
  return 2 / orders;
}
