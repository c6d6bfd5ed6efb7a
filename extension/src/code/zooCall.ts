import type { SyntaxNode } from '@lezer/common';
import { formOptions, type ModelCard, type ZooOption, type ZooValue } from '../../../src/protocol/models';
import { literal } from '../../../src/protocol/view/literal';
import { argumentNodes } from './callNames';
import { childrenOf, type ParsedCell, parseCell, pathOf, textOf } from './parseCell';

/** What a cell says of an option: a value, nothing (the preset decides), or code that only running it would tell. */
export type CellValue = { kind: 'value'; value: ZooValue } | { kind: 'absent' } | { kind: 'code' };

/** A change of a cell's text. */
export interface CellEdit {
  start: number;
  end: number;
  text: string;
}

/** The calls in a cell that make and train a model of the zoo. */
export class ZooCall {
  readonly #cell: ParsedCell;
  readonly #calls: Record<'create' | 'fit', SyntaxNode | undefined>;

  private constructor(cell: ParsedCell, create: SyntaxNode, fit: SyntaxNode | undefined) {
    this.#cell = cell;
    this.#calls = { create, fit };
  }

  /** The first model of that name which a cell makes; undefined when it makes none. */
  static find(source: string, model: string): ZooCall | undefined {
    const cell = parseCell(source);
    const calls = callsOf(cell);
    const create = calls.find(
      (call) =>
        /^zoo\.create$|\.zoo\.create$/.test(pathOf(cell, call.firstChild)?.join('.') ?? '') &&
        stringOf(cell, argumentNodes(call)[0]) === model,
    );
    if (!create) return undefined;
    const variable = create.parent?.name === 'VariableDeclaration' ? create.prevSibling?.prevSibling : undefined;
    const name = variable && textOf(cell, variable);
    const fits = calls.filter((call) => pathOf(cell, call.firstChild)?.at(-1) === 'fit');
    const fit = fits.find((call) => pathOf(cell, call.firstChild)?.[0] === name) ?? (name ? undefined : fits[0]);
    return new ZooCall(cell, create, fit);
  }

  /** What the cell says of an option. */
  read(option: ZooOption): CellValue {
    const call = this.#calls[option.in];
    if (!call) return { kind: 'code' };
    const options = argumentNodes(call)[1];
    if (!options) return { kind: 'absent' };
    if (options.name !== 'ObjectExpression') return { kind: 'code' };
    const value = this.#property(options, option.name);
    if (value) return this.#valueOf(value);
    const spreads = options.getChildren('Property').some((property) => property.firstChild?.name === 'Spread');
    return spreads ? { kind: 'code' } : { kind: 'absent' };
  }

  /** All options of a card. */
  readAll(card: ModelCard): Map<string, CellValue> {
    return new Map(formOptions(card).map((option) => [option.name, this.read(option)]));
  }

  /** The change that gives an option a value, or leaves it to the preset ('' or undefined); undefined when nothing changes, or code would have to. */
  write(option: ZooOption, value: ZooValue): CellEdit | undefined {
    const now = this.read(option);
    const call = this.#calls[option.in];
    if (now.kind === 'code' || !call) return undefined;
    const options = argumentNodes(call)[1];
    const empty = value === undefined || value === '';
    if (now.kind === 'value') {
      if (now.value === value) return undefined;
      const node = this.#property(options!, option.name)!;
      return empty ? this.#removal(node.parent!) : { start: node.from, end: node.to, text: literal(value) };
    }
    return empty ? undefined : this.#insertion(call, options, `${option.name}: ${literal(value)}`);
  }

  #valueOf(node: SyntaxNode): CellValue {
    const text = textOf(this.#cell, node);
    const string = stringOf(this.#cell, node);
    if (string !== undefined) return { kind: 'value', value: string };
    if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true' };
    const number = /^-?[\d._]+(?:e[+-]?\d+)?$/i.test(text) ? Number(text.replaceAll('_', '')) : NaN;
    return Number.isNaN(number) ? { kind: 'code' } : { kind: 'value', value: number };
  }

  #property(options: SyntaxNode, name: string): SyntaxNode | undefined {
    for (const property of options.getChildren('Property')) {
      const [key, colon, value] = childrenOf(property);
      if (!key || textOf(this.#cell, key).replace(/^['"]|['"]$/g, '') !== name) continue;
      // A shorthand is a variable: the key stands for its value.
      return colon?.name === ':' && value ? value : key;
    }
    return undefined;
  }

  #insertion(call: SyntaxNode, options: SyntaxNode | undefined, text: string): CellEdit {
    const last = options?.getChildren('Property').at(-1);
    if (last) return { start: last.to, end: last.to, text: `, ${text}` };
    if (options) return { start: options.from, end: options.to, text: `{ ${text} }` };
    const before = argumentNodes(call).at(-1)!;
    return { start: before.to, end: before.to, text: `, { ${text} }` };
  }

  /** A property with the comma at its side. */
  #removal(property: SyntaxNode): CellEdit {
    const before = property.prevSibling;
    const after = property.nextSibling;
    if (before?.name === ',') return { start: before.from, end: property.to, text: '' };
    const next = after?.name === ',' ? (after.nextSibling?.from ?? after.to) : property.to;
    return { start: property.from, end: next, text: '' };
  }
}

function callsOf(cell: ParsedCell): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const cursor = cell.tree.cursor();
  do if (cursor.name === 'CallExpression') found.push(cursor.node);
  while (cursor.next());
  return found;
}

function stringOf(cell: ParsedCell, node: SyntaxNode | undefined): string | undefined {
  const text = node?.name === 'String' ? textOf(cell, node) : '';
  return /^(['"])[^\\'"]*\1$/.test(text) ? text.slice(1, -1) : undefined;
}
