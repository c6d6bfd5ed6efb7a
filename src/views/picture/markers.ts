import { polygon } from './stroke';

/** Corners of plotly's marker symbols of a diameter around 0, 0, as large as plotly draws them. */
export function markerOutline(symbol: string, size: number): number[] {
  const r = size / 2;
  switch (symbol) {
    case 'square':
      return [-r, -r, r, -r, r, r, -r, r];
    case 'diamond':
      return [0, -1.3 * r, 1.3 * r, 0, 0, 1.3 * r, -1.3 * r, 0];
    case 'triangle-up':
      return [0, -r, 1.15 * r, r / 2, -1.15 * r, r / 2];
    case 'triangle-down':
      return [0, r, -1.15 * r, -r / 2, 1.15 * r, -r / 2];
    case 'star':
      return star(1.4 * r);
    case 'hexagon':
      return polygon(0, 0, r, 6, Math.PI / 6);
    case 'pentagon':
      return polygon(0, 0, r, 5, -Math.PI / 2);
    default:
      return polygon(0, 0, r, 16);
  }
}

/** Five points; the corners between them lie where the lines between points cross. */
function star(radius: number): number[] {
  const inner = 0.382 * radius;
  return Array.from({ length: 10 }, (_, i) => {
    const [angle, r] = [-Math.PI / 2 + (Math.PI * i) / 5, i % 2 ? inner : radius];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  }).flat();
}
