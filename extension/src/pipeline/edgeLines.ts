import type { PipelineLayout } from './layout';

const SVG = 'http://www.w3.org/2000/svg';

/** The edges of a pipeline as lines with arrowheads. They say nothing that the list does not: hidden from screen readers. */
export function edgeLines({ width, height, edges }: PipelineLayout): SVGElement {
  const picture = create('svg', { width, height, 'aria-hidden': 'true', class: 'tissuebook-Pipeline-lines' });
  for (const { points } of edges) {
    picture.append(create('polyline', { points: points.map(({ x, y }) => `${x},${y}`).join(' ') }));
    const head = arrowhead(points);
    if (head) picture.append(create('polygon', { points: head }));
  }
  return picture;
}

/** A triangle at the end of a line, in its direction. */
function arrowhead(points: readonly { x: number; y: number }[]): string | undefined {
  const [before, end] = points.slice(-2);
  if (!before || !end) return undefined;
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const corner = (side: number): string => `${end.x - 7 * dx + side * 3.5 * dy},${end.y - 7 * dy - side * 3.5 * dx}`;
  return `${end.x},${end.y} ${corner(1)} ${corner(-1)}`;
}

function create(name: string, attributes: Record<string, string | number>): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
