import { categorical, coordinates, DenseMatrix, valuesOf, type AnnData } from '../data';
import { TissuebookError } from '../errors';
import { drawInjection, readSections, type InjectionDraw, type RespondingModel } from '../models';
import { anything, checkOptions, integer, listOf, oneOf, seed as seedCheck, text } from '../options';
import { InjectionResult, type ArmShares } from './injectionResult';
import { LinearProbe } from './linearProbe';

export interface InjectCellsOptions {
  /** Column of obs with the cell types. */
  labels: string;
  /** The type whose cells are put in, or several that are treated as one. */
  type: string | string[];
  /** The type, or types, of the second control: as many cells, at the same places. The most frequent other type. */
  control?: string | string[];
  /** Cells that are put in. 60. */
  cells?: number;
  /** Cells of a microenvironment. 400. */
  fieldCells?: number;
  /** Microenvironments of one run. 3. */
  fields?: number;
  /** Runs, each with its own microenvironments, places, donors and order of inference. 3. */
  runs?: number;
  /** Seed of the first run; 0. */
  seed?: number;
  /** 'real': each injected cell has the expression of a cell of its type; 'mean': all have the mean. 'real'. */
  expression?: 'real' | 'mean';
  /** Chosen places [x, y] instead of drawn ones: one microenvironment around them, in every run. */
  places?: [number, number][];
  /** Ends after the run under way and keeps those that are done. */
  signal?: AbortSignal;
}

/** The three arms of the experiment. */
type Arm = 'nothing' | 'injected' | 'control';

/**
 * Puts cells of a type into microenvironments and lets the model infer every native cell anew, block by block (CI-FM's
 * perturbation), in three arms with the same places and the same order: nothing put in, cells of the type, as many cells of
 * another type. Cell types are called by a linear classifier fitted on the measured cells, before and after. The model and
 * the data stay as they are.
 *
 * @throws TissuebookError 'missing-key' (no such column), 'invalid-argument' (no cell of a type), 'not-trained', 'aborted'
 */
export async function injectCells(
  model: RespondingModel,
  adata: AnnData,
  options: InjectCellsOptions,
): Promise<InjectionResult> {
  checkInjection(options);
  const { labels, runs = 3, fields = 3, seed = 0, signal } = options;
  const names = valuesOf(adata.column(labels)).map((label) => String(label ?? 'missing'));
  const prepared = await model.prepared(adata);
  const control = options.control ?? mostFrequentOther(names, options.type);
  const pools = [options.type, control].map((types) => cellsOf(names, types, labels));
  const probe = LinearProbe.fit(prepared, names);
  const experiment: Experiment = { model, adata, options, prepared, probe, pools };
  const shares: ArmShares[] = [];
  let example: AnnData | undefined;
  for (let run = 0; run < runs && !signal?.aborted; run++) {
    const each: ArmShares[] = [];
    for (let field = 0; field < (options.places ? 1 : fields); field++) {
      const { found, seen } = await oneField(experiment, seed + 1000 * run + field);
      each.push(found);
      example ??= seen;
    }
    shares.push(meanShares(each));
  }
  if (!example) throw new TissuebookError('aborted', 'injectCells was stopped before its first run was done.');
  return new InjectionResult({
    options,
    control: [control].flat(),
    config: model.config,
    classes: probe.classes,
    runs: shares,
    example,
  });
}

interface Experiment {
  model: RespondingModel;
  adata: AnnData;
  options: InjectCellsOptions;
  prepared: DenseMatrix;
  probe: LinearProbe;
  pools: Int32Array[];
}

/** All arms in one microenvironment. */
async function oneField(experiment: Experiment, seed: number): Promise<{ found: ArmShares; seen: AnnData }> {
  const { model, adata, options, prepared, probe, pools } = experiment;
  const { cells = 60, fieldCells = 400 } = options;
  const { section } = readSections('injectCells', adata, String(model.config.section ?? ''));
  const { points } = coordinates(adata);
  const places = options.places && DenseMatrix.fromRows(options.places);
  const draw = drawInjection(points, section, { fieldCells, cells, pools, places }, seed);
  const field = adata.subset({ obs: draw.field });
  const native = prepared.takeRows(draw.field);
  const calls: Record<string, string[]> = { measured: probe.predict(native) };
  for (const arm of ['nothing', 'injected', 'control'] as const) {
    const added = addedCells(experiment, draw, arm);
    calls[arm] = probe.predict(await model.respond(field, added, { seed }));
  }
  const found = Object.fromEntries(
    Object.entries(calls).map(([arm, called]) => [arm, sharesOf(called, probe.classes)]),
  ) as unknown as ArmShares;
  return { found, seen: withCalls(field, calls) };
}

function addedCells({ prepared, options, pools }: Experiment, { places, donors }: InjectionDraw, arm: Arm) {
  if (arm === 'nothing') return undefined;
  const which = arm === 'injected' ? 0 : 1;
  const expression =
    options.expression === 'mean' ? meanRows(prepared, pools[which]!, places.rows) : prepared.takeRows(donors[which]!);
  return { expression, locations: places };
}

function meanRows(prepared: DenseMatrix, cells: Int32Array, rows: number): DenseMatrix {
  const mean = new Float32Array(prepared.columns);
  for (const cell of cells) prepared.row(cell).forEach((value, j) => (mean[j]! += value / cells.length));
  const out = DenseMatrix.zeros(rows, prepared.columns);
  for (let i = 0; i < rows; i++) out.row(i).set(mean);
  return out;
}

/** The microenvironment with its cells' types as called in each arm: for pictures. */
function withCalls(field: AnnData, calls: Record<string, string[]>): AnnData {
  const seen = field.with({});
  // The same categories in every arm, so that a type has the same colour in all pictures.
  const categories = [...new Set(Object.values(calls).flat())].sort();
  for (const [arm, called] of Object.entries(calls)) seen.obs.set(arm, categorical(called, { categories }));
  return seen;
}

function sharesOf(called: readonly string[], classes: readonly string[]): Float64Array {
  return Float64Array.from(classes, (name) => called.filter((one) => one === name).length / called.length);
}

function meanShares(each: readonly ArmShares[]): ArmShares {
  const mean = (arm: keyof ArmShares): Float64Array =>
    each[0]![arm].map((_, k) => each.reduce((sum, shares) => sum + shares[arm][k]!, 0) / each.length);
  return { measured: mean('measured'), nothing: mean('nothing'), injected: mean('injected'), control: mean('control') };
}

function cellsOf(names: readonly string[], types: string | string[], labels: string): Int32Array {
  const wanted = [types].flat();
  const cells = Int32Array.from(names.keys()).filter((i) => wanted.includes(names[i]!));
  if (cells.length > 0) return cells;
  const known = [...new Set(names)].sort();
  throw new TissuebookError('invalid-argument', `injectCells: no cell of obs["${labels}"] is ${wanted.join(' or ')}.`, {
    argument: 'type',
    found: wanted.join(', '),
    advice: `There are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}.`,
  });
}

function mostFrequentOther(names: readonly string[], types: string | string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) if (![types].flat().includes(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['another type', 0] as [string, number])[0];
}

function checkInjection(options: InjectCellsOptions): void {
  const typeOrTypes = (value: unknown) => (Array.isArray(value) ? listOf(text)(value) : text(value));
  checkOptions('injectCells', options, {
    labels: text,
    type: typeOrTypes,
    control: typeOrTypes,
    cells: integer(1, 100000),
    fieldCells: integer(10, 100000),
    fields: integer(1, 1000),
    runs: integer(1, 1000),
    seed: seedCheck,
    expression: oneOf('real', 'mean'),
    places: anything,
    signal: anything,
  });
}
