import { showAsHtml } from '../data/htmlDisplay';
import { htmlOf } from '../views/html/htmlOf';
import { observeViews } from '../views/observeViews';
import { offerAnswers } from './cellService';
import { offerEngineStatus } from './engineService';
import { offerExchanges } from './offerExchanges';
import { offerNames } from './names/offerNames';
import { offerImages } from './images/imageService';
import { offerTranscripts } from './transcripts/transcriptService';
import { offerReceipts } from './offerReceipts';
import { offerSelections } from './selectionService';
import { showFetches } from './showFetches';
import { showClusters } from './cluster/showClusters';
import { showRuns } from './training/showRuns';
import { showWatches } from './training/showWatches';

/**
 * Answers the pages of a notebook: what the engine runs on, and from the moment that a view, a run or a widget is displayed, what
 * is asked about it; and says how its data go to cells in Python. Outside of a kernel nothing is registered.
 */
export function servePages(): void {
  offerEngineStatus();
  offerExchanges();
  offerNames();
  offerReceipts();
  showRuns();
  showWatches();
  showFetches();
  showClusters();
  showAsHtml(htmlOf);
  observeViews({
    displayed: (cells, images, transcripts) => {
      if (cells) offerAnswers(cells.key, cells.source);
      if (images) offerImages(images);
      if (transcripts) offerTranscripts(transcripts);
    },
    listening: offerSelections,
  });
}
