import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import { listNames } from '../table';

/** The numbers of channels by name. @throws TissuebookError 'missing-key', with near names */
export function channelIndices(
  image: { readonly name: string; readonly channels: readonly string[] },
  names: readonly string[],
): number[] {
  return names.map((name) => {
    const found = image.channels.indexOf(name);
    if (found >= 0) return found;
    const near = nearest(name, image.channels);
    throw new TissuebookError('missing-key', `${image.name} has no channel "${name}".`, {
      argument: 'channels',
      found: name,
      advice: `${near ? `Did you mean "${near}"? ` : ''}Channels: ${listNames(image.channels)}.`,
    });
  });
}
