/** Makes HTML of something that shows itself; undefined for what it does not know. */
export type HtmlMaker = (shown: object) => string | undefined;

const makers = new Set<HtmlMaker>();

/**
 * Has data, cards and results show themselves as HTML too, beside their text: this room makes text alone, and whoever draws
 * registers here.
 *
 * @returns ends it
 */
export function showAsHtml(maker: HtmlMaker): () => void {
  makers.add(maker);
  return () => void makers.delete(maker);
}

/** How a notebook shows something: as text, and as HTML where somebody makes it. */
export function displayBundle(shown: object & { toString(): string }): Record<string, string> {
  const text = { 'text/plain': shown.toString() };
  for (const maker of makers) {
    const html = maker(shown);
    if (html !== undefined) return { 'text/html': html, ...text };
  }
  return text;
}
