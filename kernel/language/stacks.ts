import { attempt } from './properties';
import { framesOf, type Frame, type Origins } from './frames';

/** What V8 would have said, beside what is shown instead. */
const written = new WeakMap<object, { raw: string; shown: string }>();

/** From here on an error's `stack` names places in cells as their author sees them, also when a cell prints it. */
export function showPlacesInStacks(origins: Origins): void {
  Error.prepareStackTrace = (error: object, calls) => {
    const head = headOf(error);
    const raw = [head, ...calls.map((call) => `    at ${String(call)}`)].join('\n');
    const shown = [head, ...framesOf(raw.slice(head.length), origins).map(line)].join('\n');
    written.set(error, { raw, shown });
    return shown;
  };
}

/** The stack with the places in the scripts that V8 ran. */
export function rawStack(error: Error): string {
  const stack = attempt(() => String(error.stack ?? ''), '');
  const known = written.get(error);
  return known?.shown === stack ? known.raw : stack;
}

function headOf(error: object): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function line({ text, caller, place }: Frame): string {
  if (!place) return `    at ${text}`;
  const where = place.at ? `${place.title}:${place.at.row + 1}:${place.at.column + 1}` : place.title;
  return caller ? `    at ${caller} (${where})` : `    at ${where}`;
}
