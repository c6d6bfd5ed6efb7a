import { drawView } from '../../extension/src/figure/drawView';

/** Shows the view whose payload an element holds as JSON; its picture is drawn when it comes near the window. */
async function show(place: HTMLElement): Promise<void> {
  const stored = place.querySelector('script[type="application/json"]');
  await drawView(place, JSON.parse(stored?.textContent ?? 'null') as unknown);
}

document.addEventListener('DOMContentLoaded', () => {
  for (const place of document.querySelectorAll<HTMLElement>('.tb-page-view')) void show(place);
});
