import { METADATA, type MimeBundle, viewBundle, type ViewPayload, viewText } from '../protocol';
import { viewPicture } from './picture/viewPicture';

/** Longest alternative text of a picture: a screen reader reads all of it. */
const LONGEST_TEXT = 1000;

/**
 * What a notebook cell shows for a view: `viewBundle`, and a picture for programs that show nothing else, with its size and its
 * alternative text. The curves of a run that goes on change four times a second: they get their picture when they stand still.
 */
export function pictureBundle(payload: ViewPayload): MimeBundle {
  const bundle = viewBundle(payload);
  if (payload.kind === 'curve' && payload.progress?.status === 'running') return bundle;
  const { png, width, height } = viewPicture(payload);
  const { 'text/plain': text, ...rest } = bundle;
  const alt = viewText(payload).slice(0, LONGEST_TEXT);
  return {
    ...rest,
    'image/png': Buffer.from(png).toString('base64'),
    'text/plain': text,
    [METADATA]: { 'image/png': { width, height, alt } },
  };
}
