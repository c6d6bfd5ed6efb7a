import fc from 'fast-check';
import type ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { completeness } from '../../../kernel/language/completeness';
import { Edits } from '../../../kernel/language/edits';
import { enclosingCallee } from '../../../kernel/language/enclosingCall';
import { jsxComplaint } from '../../../kernel/language/jsx';
import { boundNames } from '../../../kernel/language/narrowing';
import { parseCell, repair } from '../../../kernel/language/repairs';
import { ALIVE, cellScript, IMPORT, META, moduleScript, REACHED } from '../../../kernel/language/script';
import { toCodePoints, toUnits } from '../../../kernel/session/positions';

describe('a text with rewritten places', () => {
  it('leads back to the original from every place that was kept', () => {
    const edits = new Edits('const a = b + c');
    edits.replace(10, 11, 'first');
    edits.insert(0, '/* head */ ');
    edits.replace(14, 15, '');
    const text = edits.apply();
    expect(text).toBe('/* head */ const a = first + ');
    expect(edits.toOriginal(text.indexOf('const'))).toBe(0);
    expect(edits.toOriginal(text.indexOf('+'))).toBe(12);
    expect(edits.toOriginal(text.indexOf('irst'))).toBe(10);
  });

  it('keeps what no edit touched, for any edits that do not overlap', () => {
    const edit = fc.record({ skip: fc.nat(4), take: fc.nat(3), text: fc.string({ maxLength: 5 }) });
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(edit, { maxLength: 6 }), (original, list) => {
        const edits = new Edits(original);
        let at = 0;
        const kept: number[] = [];
        for (const { skip, take, text } of list) {
          const [start, end] = [Math.min(at + skip, original.length), Math.min(at + skip + take, original.length)];
          for (let i = at; i < start; i++) kept.push(i);
          edits.replace(start, end, text);
          at = end;
        }
        for (let i = at; i < original.length; i++) kept.push(i);
        const text = edits.apply();
        const back = Array.from({ length: text.length }, (_, i) => edits.toOriginal(i));
        for (const place of kept) {
          expect(back.some((from, i) => from === place && text[i] === original[place])).toBe(true);
        }
      }),
    );
  });
});

describe('the function whose arguments are being written', () => {
  const nameAt = (code: string): string | undefined => {
    const offset = code.indexOf('|');
    const text = code.replace('|', '');
    const start = enclosingCallee(text, offset);
    return start === undefined ? undefined : /^\w+/.exec(text.slice(start))?.[0];
  };

  it.each([
    ['outer(inner(|), 2)', 'inner'],
    ['outer(inner(1), |)', 'outer'],
    ['zoo.create("squint", { se|', 'create'],
    ['new Map(|', 'Map'],
    ['f(1)|', 'f'],
    ['const x = |', undefined],
    ['f|(1)', undefined],
  ])('%s', (code, name) => expect(nameAt(code)).toBe(name));
});

describe('a text in a console', () => {
  it.each([
    ['1 + 1', 'complete'],
    ['const f = (x: number) => x', 'complete'],
    ['if (a) {', 'incomplete'],
    ['`a template', 'incomplete'],
    ['/* a comment', 'incomplete'],
    ["'a string", 'invalid'],
    ['const = 3', 'invalid'],
    ['if (a) {\n\n', 'invalid'],
  ])('%j is %s', (code, status) => expect(completeness(code).status).toBe(status));

  it('goes on as deep as its last line, and one step deeper behind a bracket', () => {
    expect(completeness('for (;;) {\n  f(x,')).toEqual({ status: 'incomplete', indent: '  ' });
    expect(completeness('for (;;) {\n  if (x) {')).toEqual({ status: 'incomplete', indent: '    ' });
  });
});

describe('JSX in a cell', () => {
  it('is named where it stands, on the line of its first tag', () => {
    const complaint = jsxComplaint('const n = 1\nconst page = <div>\n  text\n</div>');
    expect(complaint).toMatchObject({ line: 2, column: 14, length: '<div>'.length });
    expect(complaint?.message).toContain('html`');
  });

  it('is not seen in comparisons, in type arguments, or beside other mistakes', () => {
    for (const code of ['a < b && c > d', 'new Map<string, number>()', 'const = <div></div>', 'const = 1']) {
      expect(jsxComplaint(code), code).toBeUndefined();
    }
  });
});

describe('what the converter would get wrong', () => {
  it('is rewritten with the same lines, and columns that lead back', () => {
    const { text, edits } = repair('export const a = { x }\nf({ y, z: 1 })');
    expect(text).toBe('       const a = { x: x }\nf({ y: y, z: 1 })');
    expect(edits.toOriginal(text.indexOf('z: 1'))).toBe('export const a = { x }\nf({ y, '.length);
  });

  it('gives imported modules their type, and names without a type any', () => {
    expect(repair("const m = await import('p')").text).toContain('const m: typeof import("p") extends');
    expect(repair('let a = g()', new Set(['a'])).text).toBe('let a: any = g()');
    expect(repair('async function g() { }', new Set(['g'])).text).toBe('async function g() : Promise<any> { }');
    expect(repair('let a: number = g()', new Set(['a'])).text).toBe('let a: number = g()');
  });

  it('leaves a default export alone', () => {
    expect(repair('export default 3').text).toBe('export default 3');
  });
});

describe('the names that a pattern binds', () => {
  it('are those of all depths, without the properties that they come from', () => {
    const [statement] = parseCell('const { a, b: [c, , { d = 1 }], ...rest } = x').statements;
    const { declarations } = (statement as ts.VariableStatement).declarationList;
    expect(boundNames(declarations[0].name)).toEqual(['a', 'c', 'd', 'rest']);
  });
});

describe('a cell as a script', () => {
  const loop = `for (const x of y) f(x);\nwhile (z) { g() }\n`;

  it('asks in every loop whether it was interrupted, on the same lines', () => {
    const { code } = cellScript(loop);
    expect(code.match(new RegExp(`${ALIVE}\\(\\)`, 'g'))).toHaveLength(2);
    expect(() => new Function(code)).not.toThrow();
  });

  it('says with each statement which variables have their value', () => {
    const { code, stages } = cellScript('const { a, b } = f();\nclass K {}\nfunction g() {}\nexport { a, b, K, g };\n');
    expect(stages).toEqual([['a', 'b'], ['K']]);
    expect(code).toContain(`${REACHED}(0)`);
    expect(code).toContain(`${REACHED}(1)`);
  });

  it('keeps variables in exports alone, so that functions see what later cells assign', () => {
    const { code } = cellScript('let n = 1;\nfunction read() { return n; }\nexport { n, read };\n');
    const exported: { n: number; read(): number } = { n: 0, read: () => 0 };
    new Function('exports', REACHED, code)(exported, () => undefined);
    exported.n = 7;
    expect(exported.read()).toBe(7);
  });

  it('leaves import() and import.meta to the kernel, in local files too', () => {
    for (const script of [cellScript, moduleScript]) {
      const { code, imports } = script("import a from 'a';\nawait import('b');\nimport.meta.url;\na;\n");
      expect(code).toContain(`${IMPORT}('b')`);
      expect(code).toContain(`${META}.url`);
      expect(imports).toEqual(['a']);
    }
  });
});

describe('a place in a text', () => {
  it('is counted in code points by Jupyter: there and back is the same', () => {
    expect(toUnits('𝛼 = 1', 1)).toBe(2);
    expect(toCodePoints('𝛼 = 1', 2)).toBe(1);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, place) => {
        const inside = Math.min(place, [...text].length);
        expect(toCodePoints(text, toUnits(text, inside))).toBe(inside);
        expect(toUnits(text, inside)).toBe([...text].slice(0, inside).join('').length);
      }),
    );
  });
});
