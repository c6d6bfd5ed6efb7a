/** Works on items, several at a time, in their order; the first failure ends all that has not begun. */
export async function inParallel<T>(
  items: Iterable<T>,
  atATime: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // prettier-ignore
  // Whoever leaves the loop by an error ends the generator, and with it the others.
  const next = (function* () {
    yield* items;
  })();
  const worker = async (): Promise<void> => {
    for (const item of next) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
