import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Codec } from '../../../kernel/transport/codec';
import type { Outgoing } from '../../../kernel/transport/message';
import { html, md } from '../../../kernel/session/tags';
import { bounded, logBounded } from '../../../kernel/widgets/bounds';
import { pack, unpack } from '../../../kernel/widgets/wire';
import { DISPLAY, type Displayable } from '../../../src/protocol/kernel/kernelApi';

const KEY = 'a key';
const message: Outgoing = { type: 'status', parent: {}, content: '{"execution_state":"idle"}' };

describe('a message of the protocol', () => {
  const frames = (): Uint8Array[] => new Codec(KEY).encode([Buffer.from('client')], message);

  it('is signed with HMAC-SHA256 over its four parts, without its buffers', () => {
    const sent = new Codec(KEY).encode([], { ...message, buffers: [Buffer.from('bytes')] });
    const parts = Buffer.concat(sent.slice(2, 6).map((part) => Buffer.from(part)));
    expect(Buffer.from(sent[1]).toString()).toBe(createHmac('sha256', KEY).update(parts).digest('hex'));
    expect(sent).toHaveLength(7);
  });

  it('comes back with its client, content and buffers', () => {
    const sent = new Codec(KEY).encode([Buffer.from('client')], { ...message, buffers: [Buffer.from('bytes')] });
    const { identities, header, content, buffers } = new Codec(KEY).decode(sent);
    expect(identities.map(String)).toEqual(['client']);
    expect(header.msg_type).toBe('status');
    expect(content).toEqual({ execution_state: 'idle' });
    expect(buffers.map(String)).toEqual(['bytes']);
  });

  it('is refused by another key, and with any part changed', () => {
    expect(() => new Codec('another').decode(frames())).toThrow('The signature is wrong.');
    for (const part of [3, 4, 5, 6]) {
      const changed = frames();
      changed[part] = Buffer.from('{"a":1}');
      expect(() => new Codec(KEY).decode(changed), String(part)).toThrow('The signature is wrong.');
    }
  });

  it.each([
    ['without a delimiter', [Buffer.from('x')], 'delimiter'],
    ['with too few frames', [Buffer.from('<IDS|MSG>'), Buffer.from('')], '6 frames'],
  ])('is refused %s', (_, broken, reason) => {
    expect(() => new Codec(KEY).decode(broken)).toThrow(reason);
  });

  const unsigned = (header: string, content = '{}'): Uint8Array[] =>
    ['<IDS|MSG>', '', header, '{}', '{}', content].map((text) => Buffer.from(text));
  const header = (version: string): string => JSON.stringify({ msg_id: 'a', msg_type: 'b', session: 'c', version });

  it.each([
    ['of another protocol', unsigned(header('4.1')), 'protocol 4.1'],
    ['whose header says no type', unsigned('{"msg_id":"a"}'), 'no msg_type'],
    ['whose content is a list', unsigned(header('5.3'), '[]'), 'not a JSON object'],
    ['whose content is no JSON', unsigned(header('5.3'), '{'), 'not JSON'],
  ])('is refused %s', (_, broken, reason) => {
    expect(() => new Codec('').decode(broken)).toThrow(reason);
  });
});

describe('the state of a widget', () => {
  it('travels with its bytes beside it: lists keep a null, objects nothing', () => {
    const [one, two] = [new Uint8Array([1, 2]), new Uint8Array([3]).buffer];
    const { state, buffer_paths, buffers } = pack({ list: ['a', one], inner: { bytes: two, n: 1 }, empty: null });
    expect(state).toEqual({ list: ['a', null], inner: { n: 1 }, empty: null });
    expect(buffer_paths).toEqual([
      ['list', 1],
      ['inner', 'bytes'],
    ]);
    expect(unpack({ state, buffer_paths }, buffers, () => undefined)).toEqual({
      list: ['a', one],
      inner: { bytes: new Uint8Array(two), n: 1 },
      empty: null,
    });
  });

  it.each([
    ['more paths than buffers', [['a']], 0],
    ['a path into nothing', [['a', 'b']], 1],
    ['an empty path', [[]], 1],
    ['a path to the prototype', [['__proto__']], 1],
    ['a path through the prototype', [['constructor', 'prototype', 'x']], 1],
    ['a place beyond a list', [['list', 5]], 1],
  ])('is refused with %s', (_, buffer_paths, count) => {
    const buffers = Array.from({ length: count }, () => new Uint8Array(1));
    expect(() => unpack({ state: { list: [] }, buffer_paths }, buffers, () => undefined)).toThrow(TypeError);
    expect({}).not.toHaveProperty('x');
  });

  it('stays within its bounds, pairs and logarithms too', () => {
    expect(bounded({ min: 0, max: 5, value: 9 }).value).toBe(5);
    expect(bounded({ min: 0, max: 5, value: [-1, 3] }).value).toEqual([0, 3]);
    expect(logBounded({ min: -1, max: 2, base: 10, value: 1e4 }).value).toBe(100);
    expect(() => bounded({ min: 2, max: 1, value: 1 })).toThrow(RangeError);
    expect(() => bounded({ min: NaN, max: 1, value: 1 })).toThrow(RangeError);
  });
});

describe('template tags', () => {
  const textOf = (value: Displayable, type: string): unknown => (value[DISPLAY]() as Record<string, unknown>)[type];

  it('show values as text, and markup of another tag as it is', () => {
    const bold = html`<b>${'<script>'}</b>`;
    expect(textOf(html`<p title="${'"'}">${bold}</p>`, 'text/html')).toBe(
      '<p title="&quot;"><b>&lt;script&gt;</b></p>',
    );
    expect(textOf(md`*${'a < b'}*`, 'text/markdown')).toBe('*a < b*');
  });
});
