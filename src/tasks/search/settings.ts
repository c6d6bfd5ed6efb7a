/** Settings of a model that differ from those of the given one. */
export type Settings = Readonly<Record<string, unknown>>;

/** Every value with every other: the last name changes first. Empty where a name has no values. */
export function combinations(over: Readonly<Record<string, readonly unknown[]>>): Settings[] {
  const names = Object.entries(over);
  if (names.length === 0) return [];
  return names.reduce<Settings[]>(
    (known, [name, values]) => known.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value }))),
    [{}],
  );
}

/** 'learningRate 0.01, dim 16'. */
export function settingsText(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
