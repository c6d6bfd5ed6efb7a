import { exactMath } from '../../exactMath';
import { AnnData } from '../annData';
import { categorical } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { Table } from '../table';
import { Random } from '../../random';
import { checkOptions, integer, seed as seedCheck } from '../../options';

export interface SimulateCohortOptions {
  /** Patients of each class. 8. */
  patients?: number;
  /** Cells of each patient. 400. */
  cells?: number;
  seed?: number;
}

type Place = { x: number; y: number };

/** Cell types with their mean intensities of the proteins below, in standard deviations of the noise. */
const PROTEINS = ['PanCK', 'CD45', 'CD3', 'CD8', 'CD68', 'SMA', 'KI67', 'PD1'];
const PROFILES: Record<string, readonly number[]> = {
  Tumour: [6, 0.3, 0.2, 0.2, 0.3, 0.3, 2, 0.2],
  'T cell': [0.3, 5, 5, 3, 0.3, 0.2, 1, 2],
  Macrophage: [0.3, 4, 0.3, 0.2, 5, 0.4, 0.5, 0.4],
  Stroma: [0.3, 0.4, 0.2, 0.2, 0.4, 5, 0.3, 0.2],
};
const NAMES = Object.keys(PROFILES);
/** The proportions of the types vary between patients around these, the same in both classes. */
const PROPORTIONS = [0.5, 0.2, 0.12, 0.18];
/** Side of a patient's square, in micrometres, for 400 cells; other sizes keep the density. */
const SIDE = 250;
/** Time scale of survival in days, and how much the compartmentalised class does better. */
const MEDIAN_DAYS = 1200;
const HAZARD_RATIO = 0.35;
const LAST_DAY = 3000;

/**
 * A cohort that is made up, for lessons and tests: no cell of it was ever measured. Two classes of tumours hold the same cell
 * types in the same proportions; in 'mixed' ones immune cells lie among tumour cells, in 'compartmentalized' ones apart from
 * them. Proteins depend on the type alone, survival times on the class alone, both with noise; only where cells lie tells the
 * classes apart. uns['dataset'] says that it is simulated.
 *
 * @returns obs: patient, tumor_class, cell_type; obsm['spatial'] in micrometres; uns['patients']: class, days, event
 */
export function simulateCohort(options: SimulateCohortOptions = {}): AnnData {
  checkOptions('simulateCohort', options, { patients: integer(1, 1000), cells: integer(20, 1e5), seed: seedCheck });
  const { patients = 8, cells = 400, seed = 0 } = options;
  const names = Array.from({ length: 2 * patients }, (_, at) => `s${String(at + 1).padStart(2, '0')}`);
  const classes = names.map((_, at) => (at % 2 === 0 ? 'mixed' : 'compartmentalized'));
  const all = names.length * cells;
  const values = new Float32Array(all * PROTEINS.length);
  const spatial = new Float64Array(2 * all);
  const types: string[] = [];
  names.forEach((name, patient) => {
    const random = new Random(seed).fork(name);
    const found = simulatePatient(classes[patient] === 'mixed', cells, random);
    found.forEach(({ type, x, y }, i) => {
      const cell = patient * cells + i;
      types.push(type);
      spatial.set([x, y], 2 * cell);
      PROFILES[type]!.forEach((mean, j) => (values[cell * PROTEINS.length + j] = Math.max(0, mean + random.normal())));
    });
  });
  const ofPatient = <T>(list: readonly T[]): T[] => Array.from({ length: all }, (_, i) => list[Math.floor(i / cells)]!);
  return new AnnData({
    X: new DenseMatrix(all, PROTEINS.length, values),
    obs: new Table(
      Array.from({ length: all }, (_, i) => `${names[Math.floor(i / cells)]}-${i % cells}`),
      [
        ['patient', categorical(ofPatient(names))],
        ['tumor_class', categorical(ofPatient(classes))],
        ['cell_type', categorical(types)],
      ],
    ),
    var: new Table(PROTEINS),
    obsm: [['spatial', new DenseMatrix(all, 2, spatial)]],
    uns: new Map<string, string | Table | Map<string, string>>([
      ['spatial_unit', 'um'],
      ['patients', survivalOf(names, classes, new Random(seed).fork('survival'))],
      ['dataset', new Map([['name', `simulated cohort, seed ${seed}: no cell of it was measured`]])],
    ]),
  });
}

/** Cells of one patient: places at random, types by the distance to the edge of the tumour, or regardless of it. */
function simulatePatient(mixed: boolean, cells: number, random: Random): (Place & { type: string })[] {
  const side = SIDE * Math.sqrt(cells / 400);
  const places = Array.from({ length: cells }, () => ({ x: random.uniform(0, side), y: random.uniform(0, side) }));
  const weights = PROPORTIONS.map((share) => share * exactMath.exp(random.normal(0, 0.25)));
  const total = weights.reduce((a, b) => a + b, 0);
  const counts = weights.map((weight) => Math.round((cells * weight) / total));
  // From the tumour's middle outwards come tumour cells, then the others; in mixed tumours in any order.
  const middle = { x: side * random.uniform(0.35, 0.65), y: side * random.uniform(0.35, 0.65) };
  const blur = mixed ? side : 0.04 * side;
  const order = places
    .map((place) => ({ place, far: Math.hypot(place.x - middle.x, place.y - middle.y) + random.normal(0, blur) }))
    .sort((a, b) => a.far - b.far);
  const rest = random.shuffle(
    NAMES.slice(1).flatMap((type, at) => Array.from({ length: counts[at + 1]! }, () => type)),
  );
  return order.map(({ place }, at) => ({
    ...place,
    type: at < counts[0]! ? NAMES[0]! : (rest[at - counts[0]!] ?? 'Stroma'),
  }));
}

/** Exponential survival times, cut off when observation ends. */
function survivalOf(names: readonly string[], classes: readonly string[], random: Random): Table {
  const days = classes.map((name) => {
    const rate = (Math.LN2 / MEDIAN_DAYS) * (name === 'mixed' ? 1 : HAZARD_RATIO);
    return -exactMath.log(1 - random.uniform(0, 1)) / rate;
  });
  const end = names.map(() => random.uniform(0.3, 1) * LAST_DAY);
  return new Table(names, [
    ['tumor_class', categorical(classes)],
    ['Survival_time', days.map((day, at) => Math.round(Math.min(day, end[at]!)))],
    ['Survival', days.map((day, at) => (day <= end[at]! ? 1 : 0))],
  ]);
}
