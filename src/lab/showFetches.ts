import { randomUUID } from 'node:crypto';
import { observeFetches } from '../fetch';
import { kernelApi } from '../protocol';

/**
 * Shows what is fetched in the cell that asks for it, as a line that is kept up to date, and has the interrupt of the cell stop it.
 * Outside of a kernel nothing is shown.
 *
 * @returns ends it, for fetches that start afterwards
 */
export function showFetches(): () => void {
  return observeFetches(() => {
    const kernel = kernelApi();
    const id = `fetch-${randomUUID()}`;
    let shown = false;
    return {
      signal: kernel?.signal,
      told: (message) => {
        const line = { 'text/plain': message };
        if (shown) kernel?.update(id, line);
        else kernel?.display(line, { displayId: id });
        shown = true;
      },
      ended: () => undefined,
    };
  });
}
