import { TissuebookError } from '../../errors';
import { checkOptions, show } from '../../options';
import { type CardConfig, type ModelCard, settingCheck } from '../../protocol';

/**
 * The full configuration that a user's options mean: the card's defaults, changed by the preset ('small' unless given),
 * changed by what the user gave. Options that are undefined count as absent.
 *
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function resolveConfig<M extends ModelCard>(
  card: M,
  { preset: name = 'small', ...options }: Readonly<Record<string, unknown>>,
): CardConfig<M> {
  const { settings } = card;
  const preset = presetOf(card, name);
  const names = Object.keys(settings);
  checkOptions(card.id, options, Object.fromEntries(names.map((each) => [each, settingCheck(settings[each]!)])));
  return Object.fromEntries(
    names.map((each) => [each, options[each] ?? preset[each] ?? settings[each]!.value]),
  ) as CardConfig<M>;
}

function presetOf({ id, presets }: ModelCard, name: unknown): Readonly<Record<string, unknown>> {
  if (typeof name === 'string' && Object.hasOwn(presets, name)) return presets[name]!;
  const known = Object.keys(presets).join(', ');
  throw new TissuebookError('invalid-argument', `${id}: preset must be one of ${known}, found ${show(name)}.`, {
    argument: 'preset',
    found: name,
  });
}
