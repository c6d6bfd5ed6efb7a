import { TissuebookError } from '../errors';

/**
 * What reads half axes of a cell's ellipse, the longer one first, off its features: both axes, or area and eccentricity.
 *
 * @param features names of the columns, as morphologyFeatures() finds them
 * @throws TissuebookError 'missing-key' where nothing says how long and wide cells are
 */
export function axesReader(
  where: string,
  features: readonly string[],
): (values: ArrayLike<number>) => readonly [number, number] {
  const plain = features.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''));
  const place = (...names: readonly string[]): number => plain.findIndex((name) => names.includes(name));
  const [major, minor] = [place('majoraxislength', 'axismajorlength'), place('minoraxislength', 'axisminorlength')];
  if (major >= 0 && minor >= 0) {
    return (values) => {
      const [a, b] = [values[major] / 2, values[minor] / 2];
      return [Math.max(a, b), Math.min(a, b)];
    };
  }
  const [area, eccentricity] = [place('area', 'cellarea', 'nucleusarea'), place('eccentricity')];
  if (area >= 0 && eccentricity >= 0) {
    return (values) => {
      // A generated eccentricity may lie a little outside of its range.
      const ratio = Math.sqrt(1 - Math.min(0.999, Math.max(0, values[eccentricity])) ** 2);
      const long = Math.sqrt(values[area] / Math.PI / ratio);
      return [long, long * ratio];
    };
  }
  throw new TissuebookError('missing-key', `${where}: nothing says how long and wide the cells are.`, {
    argument: 'features',
    found: features.join(', '),
    advice: 'It draws both axes, or area and eccentricity.',
  });
}
