/** How a channel of an image is shown. Values from `low` on shine in `color`, in full from `high` on. */
export interface ChannelLook {
  /** The channel's number in the file. */
  channel: number;
  /** #rrggbb */
  color: string;
  low: number;
  high: number;
  /** The share of full color is share ** gamma: below 1 what is dark comes out. */
  gamma: number;
}

/** An image of which a view shows a small version: what a page needs to ask the kernel for finer pixels. */
export interface ZoomSource {
  /** Names the image to the kernel. */
  key: string;
  /** The channels on show, as the small version has them. */
  looks: ChannelLook[];
  /** Whether the channels are red, green and blue, so that none of them has a color or a range of its own. */
  colored: boolean;
}

/** Most channels on show at once: each is sent and added up for every tile (ours). */
export const MAX_LOOKS = 8;

/** Colors of channels, told apart when they overlap: the customary ones of fluorescence, lightened where they would be too dark on black. */
const COLORS = ['#00ff00', '#ff3030', '#ffff00', '#ff00ff', '#00ffff', '#ff9000', '#ffffff'];
const NUCLEI = '#3c6cff';

/** The color of a channel by its name, else by its place among those that are no nuclei. */
export function channelColor(names: readonly string[], channel: number): string {
  if (names.length === 1) return '#ffffff';
  if (isNuclei(names[channel]!)) return NUCLEI;
  const place = names.slice(0, channel).filter((name) => !isNuclei(name)).length;
  return COLORS[place % COLORS.length]!;
}

/** Whether a channel is a stain of nuclei, by its customary names. */
function isNuclei(name: string): boolean {
  return /dapi|hoechst|draq|dna\b|nuc(lei|lear)/i.test(name);
}

/** Whether channels are the red, green and blue of a picture, with or without an opacity. */
export function isColored(names: readonly string[]): boolean {
  return (names.length === 3 || names.length === 4) && ['red', 'green', 'blue'].every((name, c) => names[c]!.toLowerCase() === name); // prettier-ignore
}
