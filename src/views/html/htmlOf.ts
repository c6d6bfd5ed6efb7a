import { AnnData, BackedAnnData, DatasetCard, DatasetFile, MuData } from '../../data';
import { modelCards } from '../../protocol';
import { annDataHtml, backedHtml, muDataHtml } from './annotated';
import { datasetCardHtml, datasetFileHtml, modelCardHtml } from './cards';
import type { Html } from './html';
import { resultHtml } from './resultText';

/** Larger than this, and text is all that a cell shows: a notebook file keeps every output (ours). */
const LARGEST = 500_000;

/**
 * What a notebook shows beside the text of data, cards and results: HTML that is made here of escaped text, works in light and dark themes
 * and by the keyboard, and is bounded, whatever the data hold.
 */
export function htmlOf(shown: object): string | undefined {
  const markup = make(shown)?.markup;
  return markup !== undefined && markup.length <= LARGEST ? markup : undefined;
}

function make(shown: object): Html | undefined {
  if (shown instanceof AnnData) return annDataHtml(shown);
  if (shown instanceof BackedAnnData) return backedHtml(shown);
  if (shown instanceof MuData) return muDataHtml(shown);
  if (shown instanceof DatasetCard) return datasetCardHtml(shown);
  if (shown instanceof DatasetFile) return datasetFileHtml(shown);
  const card = modelCards.find((one) => 'card' in shown && shown.card === one);
  return card ? modelCardHtml(card) : resultHtml(String(shown));
}
