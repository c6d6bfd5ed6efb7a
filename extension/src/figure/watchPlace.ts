/** Pictures are drawn this near to the window, before the reader sees them. */
const NEAR = '400px';

/** Tells when a figure comes near the window or leaves it, and when its picture has another width. */
export function watchPlace(
  node: HTMLElement,
  picture: HTMLElement,
  tell: { seen(visible: boolean): void; sized(): void },
): { disconnect(): void } {
  const seen = new IntersectionObserver((entries) => tell.seen(entries.some((entry) => entry.isIntersecting)), {
    rootMargin: NEAR,
  });
  seen.observe(node);
  let width = 0;
  const sized = new ResizeObserver(() => {
    const now = picture.clientWidth;
    if (now === width || now === 0) return;
    width = now;
    tell.sized();
  });
  sized.observe(picture);
  return {
    disconnect() {
      seen.disconnect();
      sized.disconnect();
    },
  };
}
