import { channelNumbers, usualChannels } from '../pixels';

/** The most planes that are named one by one. */
const MAX_PLANES = 10_000;

/**
 * Names of the channels of a TIFF file without OME-XML. Red, green and blue are the values of a page that says so; pages that
 * follow each other are slices, times or channels where ImageJ says so (in its order: channels, slices, times), else channels.
 *
 * @param pages how many pages there are, of `samples` values each
 * @param colored whether a page holds red, green and blue
 */
export function channelNames(pages: number, samples: number, colored: boolean, description: string | undefined): string[] {
  if (pages === 1) return colored || samples < 3 ? usualChannels(samples) : channelNumbers(samples);
  return imageJNames(pages, description) ?? channelNumbers(pages * samples);
} // prettier-ignore

/** "channel1 slice2" for the pages of a stack of ImageJ; undefined where it does not say what as many pages are. */
function imageJNames(pages: number, description: string | undefined): string[] | undefined {
  if (!description?.startsWith('ImageJ=')) return undefined;
  const size = (name: string): number => Number(new RegExp(`^${name}=(\\d+)\\s*$`, 'm').exec(description)?.[1] ?? 1);
  const [channels, slices, frames] = [size('channels'), size('slices'), size('frames')];
  if (channels * slices * frames !== pages || pages > MAX_PLANES) return undefined;
  return Array.from({ length: pages }, (_, page) => {
    const parts = [
      channels > 1 || (slices === 1 && frames === 1) ? `channel${(page % channels) + 1}` : '',
      slices > 1 ? `slice${(Math.floor(page / channels) % slices) + 1}` : '',
      frames > 1 ? `frame${Math.floor(page / (channels * slices)) + 1}` : '',
    ];
    return parts.filter((part) => part !== '').join(' ');
  });
}
