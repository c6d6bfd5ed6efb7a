import { Random } from '../../random';

/** A slide, whose patient it is and which class it has. */
export interface Slide {
  readonly name: string;
  readonly patient: string;
  readonly high: boolean;
}

/**
 * The fold of each slide: patients of a class are dealt out in an order drawn by the seed, so that every fold has some of both; all slides of
 * a patient go together. A patient counts for the class of most of its slides.
 */
export function patientFolds(slides: readonly Slide[], folds: number, seed: number): Int32Array {
  const votes = new Map<string, number>();
  for (const { patient, high } of slides) votes.set(patient, (votes.get(patient) ?? 0) + (high ? 1 : -1));
  const random = new Random(seed).fork('patient folds');
  const foldOf = new Map<string, number>();
  let next = 0;
  for (const high of [true, false]) {
    const patients = [...votes].filter(([, vote]) => vote > 0 === high).map(([patient]) => patient);
    for (const at of random.fork(String(high)).permutation(patients.length)) foldOf.set(patients[at], next++ % folds);
  }
  return Int32Array.from(slides, ({ patient }) => foldOf.get(patient)!);
}

/** Classes dealt anew to patients: those of a patient's slides go with them. */
export function shuffledClasses(slides: readonly Slide[], random: Random): boolean[] {
  const patients = [...new Set(slides.map(({ patient }) => patient))];
  const classes = new Map(patients.map((patient) => [patient, slides.filter((slide) => slide.patient === patient).filter(({ high }) => high).length])); // prettier-ignore
  const order = random.permutation(patients.length);
  const given = new Map(patients.map((patient, at) => [patient, classes.get(patients[order[at]])! > 0]));
  return slides.map(({ patient }) => given.get(patient)!);
}
