import { type InterventionKind, readable, type WatchColor } from '../../../src/protocol';
import type { Translations } from '../figure/host';
import type { RunFacts } from './watchChannel';

/** The names of what a map can be colored by. */
export function colorNames(trans: Translations): Record<WatchColor, string> {
  return { tokens: trans.__('Tokens'), clusters: trans.__('Clusters'), error: trans.__('Error by cell') };
}

/** What the buttons are called. */
export function steeringNames(trans: Translations): Record<InterventionKind, string> {
  return {
    'hold-out': trans.__('Hold this out'),
    'look-more': trans.__('Look here more'),
    'stop-when': trans.__('Stop when this is good'),
  };
}

/** What a button will do to the training, and to what comes of it. */
export function consequences(trans: Translations, kind: InterventionKind, cells: number): string[] {
  const who = trans.__('%1 cells', readable(cells));
  const what: Record<InterventionKind, string> = {
    'hold-out': trans.__(
      '%1 are taken out of the training from the next step on, for good. The model has learned from them until now: their error is told apart at the end, and is no test.',
      who,
    ),
    'look-more': trans.__(
      '%1 count several times in the loss from the next step on. Other cells are fitted less closely.',
      who,
    ),
    'stop-when': trans.__(
      'The error of %1 decides when the training ends. It is looked at after epochs, some sixty times in all.',
      who,
    ),
  };
  return [
    what[kind],
    trans.__(
      'The run is then marked as steered: in its result, on its card, in the file of the model and in uns, and in models that start from it. Scores on these cells are refused, and so are comparisons of the model with others.',
    ),
  ];
}

/** Where a training stands, in words. */
export function progressWords(trans: Translations, { status, progress }: RunFacts, frames: number): string {
  const { done, of, losses } = progress;
  const loss = losses.length ? trans.__('loss %1', losses.at(-1)!.toPrecision(3)) : trans.__('no loss yet');
  const seen = frames === 1 ? trans.__('1 frame') : trans.__('%1 frames', frames);
  if (status === 'ended') return trans.__('The training ended after step %1: %2. %3.', readable(done), loss, seen);
  return trans.__('Step %1 of %2: %3. %4.', readable(done), readable(of), loss, seen);
}
