import { type AnnData, DenseMatrix, type UnsValue } from '../../data';
import type { TrainingReport } from '../../engine';
import { lossLine, RunResult, type RunSummary, runUns } from '../training/describeRun';
import type { StalignConfig } from './config';
import type { StalignEncoders } from './encoders';
import { type Encoded, fusedWidth } from './inference';
import type { StalignState } from './state';
import { widthOf } from './config';

/** What is known when a training run ends. */
export interface StalignSummary extends RunSummary<StalignConfig> {
  readonly sections: number;
  /** Usual distance between spots, and widths of pictures, in the unit of the positions. */
  readonly pitch: number;
  readonly spotWidth: number;
  readonly nicheWidth: number;
  /** What similarities are divided by at the end. */
  readonly temperature: number;
  readonly encoders: StalignEncoders;
}

/** What a training run found out; shows itself as text. */
export class StalignResult extends RunResult<StalignSummary> {
  get warnings(): string[] {
    const { cells, sections, config } = this.summary;
    return [
      ...(sections === 1 ? ['Trained on one section: its own spots may be learned by heart, ask about others.'] : []),
      ...(cells < 2 * config.batch ? [`${cells} spots are few to tell a spot apart from.`] : []),
    ];
  }

  protected lines(): string[] {
    const { config, ending, epochs, cells, sections, pitch, spotWidth, nicheWidth, last, temperature, encoders } =
      this.summary;
    const shown = (value: number | undefined): string => value?.toFixed(3) ?? '-';
    return [
      `ST-Align, ${ending} after ${epochs} epochs on ${cells} spots of ${sections} ${sections === 1 ? 'section' : 'sections'} (seed ${config.seed}).`,
      `Spots lie ${pitch.toPrecision(3)} apart; pictures are ${spotWidth.toPrecision(3)} and ${nicheWidth.toPrecision(3)} wide.`,
      `Pictures: ${encoders.spotImage}; of niches ${encoders.nicheImage}. Genes: ${encoders.spotGene}; of niches ${encoders.nicheGene}.`,
      lossLine(this.summary),
      `Its parts: spots ${shown(last.spot)}, niches ${shown(last.niche)}, between them ${shown(last.across)}; temperature ${shown(temperature)}.`,
    ];
  }
}

/** Two lists of vectors side by side [spots, 2 width]. */
export function sideBySide(a: Float32Array, b: Float32Array, spots: number): DenseMatrix {
  const width = a.length / spots;
  const out = DenseMatrix.zeros(spots, 2 * width);
  for (let i = 0; i < spots; i++) {
    out.row(i).set(a.subarray(i * width, (i + 1) * width));
    out.row(i).set(b.subarray(i * width, (i + 1) * width), width);
  }
  return out;
}

/** Writes the vectors into obsm, who made them and the run into uns. */
export function writeResults(
  adata: AnnData,
  state: StalignState,
  encoded: Encoded,
  summary: StalignSummary,
  reports: readonly TrainingReport[],
): void {
  const { nObs } = adata;
  const { spotImage, nicheImage, spotGene, nicheGene, fusedSpot, fusedNiche } = encoded;
  const width = fusedWidth(state);
  adata.obsm.set('X_stalign', new DenseMatrix(nObs, width, fusedSpot!));
  adata.obsm.set('X_stalign_niche', new DenseMatrix(nObs, width, fusedNiche!));
  adata.obsm.set('X_stalign_image', sideBySide(spotImage, nicheImage, nObs));
  adata.obsm.set('X_stalign_gene', sideBySide(spotGene!, nicheGene!, nObs));
  const encoders = new Map<string, UnsValue>(Object.entries(summary.encoders));
  const { pitch, spotWidth, nicheWidth, temperature } = summary;
  const more = { encoders, pitch, spotWidth, nicheWidth, temperature, width: widthOf(state.config) };
  adata.uns.set('stalign', runUns(summary, reports, more));
}
