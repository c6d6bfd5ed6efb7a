import { categorical, DenseMatrix, numericArray, type AnnData, type Uns, type UnsValue } from '../../data';
import type { TrainingReport } from '../../engine';
import type { Progress } from '../training/fitModel';
import type { SquintConfig } from './config';
import type { Encoded } from './encodeAll';
import type { Judgement } from './evaluate';
import type { Likelihood } from './network';

/** How a codebook is used by the cells; with several heads, the mean over them. */
export interface CodebookUse {
  /** Codes that at least one cell carries. */
  readonly used: number;
  /** used / codes. A codebook that collapses falls towards 0. */
  readonly share: number;
  /** exp of the entropy of the codes' frequencies: how many codes the cells spread over. */
  readonly perplexity: number;
}

/** Codebook use of cells' tokens [cells, heads]. */
export function codebookUse(tokens: Int32Array, heads: number, codes: number): CodebookUse {
  const cells = tokens.length / heads;
  let used = 0;
  let perplexity = 0;
  for (let head = 0; head < heads; head++) {
    const counts = new Float64Array(codes);
    for (let i = head; i < tokens.length; i += heads) counts[tokens[i]!]!++;
    const shares = counts.filter((count) => count > 0).map((count) => count / cells);
    used += shares.length / heads;
    perplexity += Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0)) / heads;
  }
  return { used, share: used / codes, perplexity };
}

/** The name of a cell's token: its code, or the codes of all heads joined by dots. */
export function tokenNames(tokens: Int32Array, heads: number): string[] {
  return Array.from({ length: tokens.length / heads }, (_, i) =>
    [...tokens.subarray(i * heads, (i + 1) * heads)].join('.'),
  );
}

/** What is known when a training run ends. */
export interface SquintFacts {
  readonly config: SquintConfig;
  readonly likelihood: Likelihood;
  /** Cells trained on. */
  readonly cells: number;
  readonly epochs: number;
  readonly ending: 'finished' | 'stopped' | 'interrupted';
  readonly use: CodebookUse;
  /** Loss terms of the first and of the last step. */
  readonly first: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
  /** On gaps in the tissue; undefined where it has too few cells. */
  readonly judgement: Judgement | undefined;
}

/** What a training run found out; shows itself as text. */
export class SquintResult {
  /** @param facts the same facts, as plain data */
  constructor(readonly facts: SquintFacts) {}

  /** What speaks against using the model, in sentences; empty when nothing does. */
  get warnings(): string[] {
    const { use, config, judgement } = this.facts;
    const warnings: string[] = [];
    if (use.share < 0.3) {
      warnings.push('Warning: fewer than 30% of the codes are in use: the codebook has collapsed or is too large.');
    }
    if (!judgement) {
      warnings.push('Nothing is known of how well the model fills in gaps: there are too few cells, or all are alike.');
    } else {
      const best = Math.min(1, judgement.nearest8, judgement.nearest30);
      const simpler = best < 1 ? 'the mean of the nearest cells' : 'one answer for all cells';
      const advice = config.masked === 'observed' ? '' : " Made with masked: 'observed', it hears the nearest cells.";
      if (judgement.model > best) {
        warnings.push(`Warning: in gaps of the tissue, ${simpler} predicts better than this model.${advice}`);
      }
    }
    return warnings;
  }

  toString(): string {
    const { use, config, first, last, ending, epochs, cells, likelihood, judgement } = this.facts;
    const lines = [
      `SQUINT, ${ending} after ${epochs} epochs on ${cells} cells (${likelihood}, seed ${config.seed}).`,
      `Tokens: ${use.used.toFixed(config.heads > 1 ? 1 : 0)} of ${config.codes} codes used, perplexity ${use.perplexity.toFixed(1)}.`,
      `Loss: ${first.loss?.toFixed(3)} at the first step, ${last.loss?.toFixed(3)} at the last.`,
    ];
    if (judgement) {
      const { cells: hidden, model, nearest8, nearest30 } = judgement;
      lines.push(
        `Error in gaps that were hidden from the trained model (${hidden} cells): ${model.toPrecision(3)}; mean of the 8 nearest ` +
          `${nearest8.toPrecision(3)}, of the 30 nearest ${nearest30.toPrecision(3)}; one answer for all of these cells 1.`,
      );
    }
    return [...lines, ...this.warnings].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/** The facts of a run that has just ended. @param open the cells trained on */
export function factsOf(
  config: SquintConfig,
  likelihood: Likelihood,
  encoded: Encoded,
  open: Int32Array,
  { ending, epochs, reports }: Progress,
  judgement: Judgement | undefined,
): SquintFacts {
  const { heads, codes } = config;
  const tokens = new Int32Array(open.length * heads);
  open.forEach((cell, at) => tokens.set(encoded.tokens.subarray(cell * heads, (cell + 1) * heads), at * heads));
  return {
    config,
    likelihood,
    cells: open.length,
    epochs,
    ending,
    use: codebookUse(tokens, heads, codes),
    first: reports[0]?.losses ?? {},
    last: reports.at(-1)?.losses ?? {},
    judgement,
  };
}

/** Writes obs['squint_token'], obsm['X_squint'] and uns['squint']. */
export function writeResults(
  adata: AnnData,
  encoded: Encoded,
  facts: SquintFacts,
  reports: readonly TrainingReport[],
): void {
  const { heads, dim } = facts.config;
  const names = tokenNames(encoded.tokens, heads);
  const order = new Intl.Collator('en', { numeric: true });
  adata.obs.set('squint_token', categorical(names, { categories: [...new Set(names)].sort(order.compare) }));
  adata.obsm.set('X_squint', new DenseMatrix(adata.nObs, dim, encoded.latents));
  adata.uns.set('squint', describe(facts, reports));
}

function describe(facts: SquintFacts, reports: readonly TrainingReport[]): Uns {
  const terms = Object.keys(reports[0]?.losses ?? {});
  const curves = terms.map((term): [string, UnsValue] => [
    term,
    numericArray(Float32Array.from(reports, (report) => report.losses[term] ?? NaN)),
  ]);
  return new Map<string, UnsValue>([
    ['config', new Map<string, UnsValue>(Object.entries(facts.config))],
    ['likelihood', facts.likelihood],
    ['epochs', facts.epochs],
    ['ending', facts.ending],
    ['codes_used', facts.use.used],
    ['codes_used_share', facts.use.share],
    ['perplexity', facts.use.perplexity],
    ['gaps', new Map(Object.entries(facts.judgement ?? {}) as [string, UnsValue][])],
    ['losses', new Map(curves)],
  ]);
}
