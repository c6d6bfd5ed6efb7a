import type { ZooOption } from './option';

/** What the model zoo panel shows of a model before any kernel runs: what it is for, what it needs, how it is asked. */
export interface ZooCard {
  id: string;
  name: string;
  /** What it is asked to do, in a few words. */
  task: string;
  /** Two sentences for a biologist. */
  summary: string;
  /** What the data must have. */
  needs: readonly string[];
  /** What it writes into the data. */
  gives: readonly string[];
  /** Authors and title of the paper. */
  paper: string;
  options: readonly ZooOption[];
  /** What the library is asked once the model is trained: the names that are imported for it, and the line. */
  look: { imports: readonly string[]; line: (model: string, data: string) => string };
}
