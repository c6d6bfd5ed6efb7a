import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import type { Parameters } from '../parameters';
import type { ParameterGroup } from './optimizerSpec';

/** What the groups of a spec say of one parameter. */
export type OwnWay = Pick<ParameterGroup, 'learningRate' | 'weightDecay' | 'frozen'>;

/**
 * Each parameter's own rate, decay and freezing, by name; where several groups fit, the later one wins.
 *
 * @throws TissuebookError kind 'missing-key' for a group that fits no parameter
 */
export function ownWays(parameters: Parameters, groups: readonly ParameterGroup[]): Map<string, OwnWay> {
  const names = parameters.names();
  const ways = new Map<string, OwnWay>(names.map((name) => [name, {}]));
  for (const { match, maxRank = Infinity, ...way } of groups) {
    const patterns = typeof match === 'string' ? [match] : match;
    for (const pattern of patterns) if (!names.some((name) => fits(pattern, name))) throw nothingFits(pattern, names);
    const chosen = names.filter((name) => patterns.some((pattern) => fits(pattern, name)));
    for (const name of chosen) {
      if (parameters.get(name).rank <= maxRank) ways.set(name, { ...ways.get(name), ...way });
    }
  }
  return ways;
}

/** Whether a pattern with stars fits a whole name. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop()!;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function nothingFits(pattern: string, names: readonly string[]): TissuebookError {
  const near = nearest(pattern, names);
  return new TissuebookError('missing-key', `The optimizer's group "${pattern}" fits no parameter.`, {
    argument: 'groups.match',
    found: pattern,
    advice: near ? `Did you mean "${near}"?` : 'A star stands for any run of characters.',
  });
}
