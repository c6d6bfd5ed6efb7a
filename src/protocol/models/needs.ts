import type { Need } from './card';

/** What several models need, in the words of every card. */
export const positions: Need = {
  kind: 'positions',
  text: "positions: obsm['spatial'], or a customary pair of obs columns",
};

export const observedLayer: Need = {
  kind: 'note',
  text: "layers['observed'] with 0 at entries that are not known, where there are such",
};
