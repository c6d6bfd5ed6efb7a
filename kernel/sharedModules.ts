import { join } from 'node:path';

/** What `tissuebook kernel compile` has kept for all users of this installation. */
export const SHARED = join(__dirname, '..', '..', 'compiled');
/**
 * Names a folder to that command's program. Node.js would read its own variable before the kernel's flags are set, and what is kept is kept by
 * flags.
 */
export const INTO = 'TISSUEBOOK_COMPILED';
