import { inspect, type InspectOptions } from 'node:util';

/** A property of any value; undefined where reading it throws, as proxies and getters may. */
export function propertyOf(value: unknown, key: PropertyKey): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** What `read` gives, or `otherwise` where it throws. */
export function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** `instanceof`, which a proxy may make throw: then it is none. */
export function isOf<T>(value: unknown, type: abstract new (...all: never[]) => T): value is T {
  return attempt(() => value instanceof type, false);
}

/** A value as a Node.js console shows it, without its own inspection where that throws. Never throws. */
export function inspectSafely(value: unknown, options: InspectOptions = {}): string {
  for (const own of [{}, { customInspect: false, showProxy: true }]) {
    const text = attempt(() => inspect(value, { ...options, ...own }), undefined);
    if (text !== undefined) return text;
  }
  return `[${typeof value} that cannot be shown]`;
}
