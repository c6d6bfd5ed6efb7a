import { type OptionCheck, text } from '../options';
import { newId } from './view';

/** Words of a view, which every builder takes. */
export interface Wording {
  /** Default: made from the data's names. */
  title?: string;
  /** One or two plain sentences under the title. Default: none. */
  caption?: string;
  /** The text alternative. Default: counts and ranges of what is shown. */
  description?: string;
  /** Two views with one id are one view that is drawn again. Default: new. */
  id?: string;
}

/** Checks of the options in Wording. */
export const wordingChecks: Record<keyof Wording, OptionCheck> = {
  title: text,
  caption: (value) => (typeof value === 'string' ? undefined : 'a string'),
  description: text,
  id: text,
};

/** The fields that all payloads share, from the user's words or else the builder's. */
export function words(
  given: Wording,
  made: { title: string; description: string },
): { version: 1; id: string; title: string; caption: string; description: string } {
  return {
    version: 1,
    id: given.id ?? newId(),
    title: given.title ?? made.title,
    caption: given.caption ?? '',
    description: given.description ?? made.description,
  };
}
