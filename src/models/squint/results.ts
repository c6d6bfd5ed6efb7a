import { categorical, DenseMatrix, type AnnData } from '../../data';
import type { TrainingReport } from '../../engine';
import { tokenNames } from '../contract';
import { lossLine, numbersUns, RunResult, runUns, type RunSummary } from '../training/describeRun';
import type { GapEvaluation } from '../training/gapEvaluation';
import type { SquintConfig } from './config';
import type { Encoded } from './inference';
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

/** The mean of a loss term over the last tenth of a run's steps; undefined without a step. */
export function meanAtEnd(reports: readonly TrainingReport[], term: string): number | undefined {
  const last = reports.slice(-Math.ceil(reports.length / 10)).flatMap(({ losses }) => losses[term] ?? []);
  return last.length > 0 ? last.reduce((a, b) => a + b, 0) / last.length : undefined;
}

/** An edge term above this share of that of guessing has learned nothing (ours; trained ones reach .8 and less). */
const LEARNED = 0.97;

/** What is known when a training run ends. */
export interface SquintSummary extends RunSummary<SquintConfig> {
  readonly likelihood: Likelihood;
  readonly use: CodebookUse;
  /** The edge term over the last tenth of the steps; undefined for a run without a step. */
  readonly edges: number | undefined;
  /** On gaps in the tissue; undefined where it has too few cells. */
  readonly gaps: GapEvaluation | undefined;
}

/** What a training run found out; shows itself as text. */
export class SquintResult extends RunResult<SquintSummary> {
  get warnings(): string[] {
    const { use, config, gaps, edges } = this.summary;
    const warnings: string[] = [];
    if (edges !== undefined && edges >= LEARNED * Math.LN2 && config.adjacencyWeight !== 0) {
      warnings.push(
        `Warning: the edge term has learned nothing (${edges.toFixed(3)}; guessing has ln 2 = .693): tokens and vectors do not say who ` +
          'lies beside whom. Train for more epochs, or give adjacencyWeight a larger value.',
      );
    }
    if (use.share < 0.3) {
      warnings.push('Warning: fewer than 30% of the codes are in use: the codebook has collapsed or is too large.');
    }
    if (!gaps) {
      warnings.push('Nothing is known of how well the model fills in gaps: there are too few cells, or all are alike.');
    } else {
      const best = Math.min(1, gaps.nearest8, gaps.nearest30);
      const simpler = best < 1 ? 'the mean of the nearest cells' : 'one answer for all cells';
      const advice =
        config.masked === 'observed' ? '' : " Made with masked: 'observed', it looks at the nearest cells.";
      if (gaps.model > best) {
        warnings.push(`Warning: in gaps of the tissue, ${simpler} predicts better than this model.${advice}`);
      }
    }
    return warnings;
  }

  protected lines(): string[] {
    const { use, config, ending, epochs, cells, likelihood, gaps } = this.summary;
    const lines = [
      `SQUINT, ${ending} after ${epochs} epochs on ${cells} cells (${likelihood}, seed ${config.seed}).`,
      `Tokens: ${use.used.toFixed(config.heads > 1 ? 1 : 0)} of ${config.codes} codes used, perplexity ${use.perplexity.toFixed(1)}.`,
      lossLine(this.summary),
    ];
    if (gaps) {
      const { cells: hidden, model, nearest8, nearest30 } = gaps;
      lines.push(
        `Error in gaps that were hidden from the trained model (${hidden} cells): ${model.toPrecision(3)}; mean of the 8 nearest ` +
          `${nearest8.toPrecision(3)}, of the 30 nearest ${nearest30.toPrecision(3)}; one answer for all of these cells 1.`,
      );
    }
    return lines;
  }
}

/** Codebook use of the cells that were trained on. @param tokens of all cells [cells, heads] @param trained the cells */
export function codebookUseOf({ heads, codes }: SquintConfig, tokens: Int32Array, trained: Int32Array): CodebookUse {
  const own = new Int32Array(trained.length * heads);
  trained.forEach((cell, at) => own.set(tokens.subarray(cell * heads, (cell + 1) * heads), at * heads));
  return codebookUse(own, heads, codes);
}

/** Writes obs['squint_token'], obsm['X_squint'] and uns['squint']. */
export function writeResults(
  adata: AnnData,
  encoded: Encoded,
  summary: SquintSummary,
  reports: readonly TrainingReport[],
): void {
  const { config, likelihood, use, gaps } = summary;
  const names = tokenNames(encoded.tokens, config.heads);
  const order = new Intl.Collator('en', { numeric: true });
  adata.obs.set('squint_token', categorical(names, { categories: [...new Set(names)].sort(order.compare) }));
  adata.obsm.set('X_squint', new DenseMatrix(adata.nObs, config.dim, encoded.latents));
  const { used, share, perplexity } = use;
  const more = { likelihood, codes_used: used, codes_used_share: share, perplexity, gaps: numbersUns(gaps) };
  adata.uns.set('squint', runUns(summary, reports, more));
}
