import { WATCH_COLORS, type WatchColor } from '../../../protocol';
import { refused } from './interventions';
import { type Look, LOOKS } from './look';
import type { WatchedTraining } from './watchedTraining';

type Watched = Pick<WatchedTraining, 'where' | 'title'>;

/** What a model can color cells by, in the order in which they are offered. */
export const colorsOf = (look: Look): WatchColor[] => WATCH_COLORS.filter((each) => look[LOOKS[each]]);

/** The color of a watch: what was asked for, or the first that the model can. @throws TissuebookError 'invalid-argument' */
export function colorFor(of: Watched, look: Look, asked: WatchColor | undefined): WatchColor {
  const found = asked ?? colorsOf(look)[0];
  if (!found)
    throw refused(of.where, `${of.title} gives no tokens, vectors or errors of cells`, of.title, 'Leave watch out.');
  checkColor(of, look, found);
  return found;
}

/** @throws TissuebookError 'invalid-argument' for a color that the model cannot give */
export function checkColor({ where, title }: Watched, look: Look, color: WatchColor): void {
  const can = colorsOf(look);
  if (can.includes(color)) return;
  throw refused(where, `${title} cannot color cells by ${color}`, color, `It can by: ${can.join(', ')}.`);
}
