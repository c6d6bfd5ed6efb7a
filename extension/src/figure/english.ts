import type { Translations } from './host';

/** English: the texts themselves, with their arguments put in. */
export const english: Translations = {
  __: (text, ...args) => text.replace(/%(\d)/g, (_, place: string) => String(args[Number(place) - 1] ?? '')),
};
