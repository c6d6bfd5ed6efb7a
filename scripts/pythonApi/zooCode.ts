import type { ModelCard, Setting } from '../../src/protocol';
import { orNone } from './functionCode';
import { docLines, pythonName } from './names';

const TYPES: Record<Setting['type'], string> = {
  integer: 'int', number: 'float', choice: '', flag: 'bool', obs: 'str', obsm: 'str', varp: 'str', modality: 'str', file: 'str', text: 'str',
}; // prettier-ignore

/** The module of the zoo: `create` with the settings of each card, `load`, `names` and `card`. */
export function zooCode(cards: readonly ModelCard[], head: string): string {
  const overloads = cards.map(
    (card) =>
      `@overload\ndef create(\n    name: Literal[${JSON.stringify(card.id)}],\n    *,\n${parameters(card)}) -> Model: ...`,
  );
  const names = `Literal[${cards.map(({ id }) => JSON.stringify(id)).join(', ')}]`;
  const about = cards.flatMap((card) => [`    ${card.id}: ${card.title}.`, ...settings(card), '']);
  return `"""The models of the zoo: zoo.create("squint", codes=64).fit(adata)."""

${head}

from __future__ import annotations

from typing import Any, Literal, overload

from .calls import call
from .objects import Model, Result

ModelName = ${names}


${overloads.join('\n\n\n')}


def create(name: ModelName, **settings: Any) -> Model:
    """Makes an untrained model. Settings that are left out have the defaults of its card.

${about.join('\n')}    """
    return call("zoo.create", name, options=settings)


def load(name: ModelName, source: Any) -> Model:
    """A trained model from a file that \`save\` wrote, or an address with the hash of what lies there (https://...#sha256=...)."""
    return call("zoo.load", name, str(source))


def names() -> list[str]:
    """Names of all models."""
    return call("zoo.list")


def card(name: ModelName) -> Result:
    """What a model is for, what it needs, what it can and cannot do, and every setting with the source of its default."""
    return call("zoo.card", name)
`;
}

function parameters({ settings: all, presets }: ModelCard): string {
  const named = Object.entries(all).map(
    ([name, setting]) => `    ${pythonName(name)}: ${orNone(typeOf(setting))} = None,\n`,
  );
  const words = Object.keys(presets ?? {}).map((name) => JSON.stringify(name));
  return [...(words.length ? [`    preset: Literal[${words.join(', ')}] | None = None,\n`] : []), ...named].join('');
}

function typeOf({ type, choices, auto }: Setting): string {
  const plain =
    type === 'choice' ? `Literal[${(choices ?? []).map((word) => JSON.stringify(word)).join(', ')}]` : TYPES[type];
  return auto ? `${plain} | Literal["auto"]` : plain;
}

function settings({ settings: all }: ModelCard): string[] {
  return Object.entries(all).flatMap(([name, setting]) => {
    const { value, low, high, help } = setting;
    const range = low !== undefined && high !== undefined ? `, ${low} to ${high}` : '';
    const text = `${pythonName(name)}: ${help} Default ${JSON.stringify(value)}${range}.`;
    return docLines(text, 104).map((line, i) => (i ? `            ${line}` : `        ${line}`));
  });
}
