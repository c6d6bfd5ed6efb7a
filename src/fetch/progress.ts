import type { Fetching } from './observeFetches';
import type { Source } from './source';

/** Shortest time between two sentences, in milliseconds: four a second. */
const INTERVAL = 250;

/** How a fetch says where it stands. */
export interface Progress {
  connecting(there: number): void;
  received(bytes: number, total: number | undefined): void;
  checking(): void;
}

export function progressOf({ name, url, sha256 }: Source, { tell }: Fetching): Progress {
  const from = `${name} from ${url?.host ?? ''}`;
  const hash = sha256 ? `, to have SHA-256 ${sha256.slice(0, 12)}...` : '';
  let last = -Infinity;
  return {
    connecting: (there) => tell(`${from}: connecting${there ? `, ${shownSize(there)} are there` : ''}${hash}.`),
    received: (bytes, total) => {
      const now = performance.now();
      if (now - last < INTERVAL) return;
      last = now;
      const share = total ? ` of ${shownSize(total)} (${Math.floor((100 * bytes) / total)} %)` : '';
      tell(`${from}: ${shownSize(bytes)}${share}${hash}.`);
    },
    checking: () => tell(`${name}: checking.`),
  };
}

/** Bytes as a person reads them. */
export function shownSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${size.toFixed(1)} ${unit}`;
}
