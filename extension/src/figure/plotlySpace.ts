import scatter3d from 'plotly.js/lib/scatter3d';
import type { Plotly } from './plotlyTypes';

const taught = new WeakSet<Plotly>();

/** Teaches plotly three dimensions: a chunk of its own, since most notebooks need none. */
export function addSpaceTo(plotly: Plotly): void {
  if (taught.has(plotly)) return;
  taught.add(plotly);
  (plotly as Plotly & { register(modules: unknown[]): void }).register([scatter3d]);
}
