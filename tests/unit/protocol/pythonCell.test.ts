import { describe, expect, it } from 'vitest';
import { isPythonCell, pythonCell, PythonCellError } from '../../../src/protocol';

describe('a cell in Python', () => {
  it('is told by its first line that is not blank', () => {
    expect(['%%python', '\n  %%python -i a\nprint(a)', '%%python3\n1'].every(isPythonCell)).toBe(true);
    expect(['%%pythonic', 'const a = 1 // %%python', 'x\n%%python', '%% python', ''].some(isPythonCell)).toBe(false);
    expect(pythonCell('const a = 1')).toBeUndefined();
  });

  it('names what passes, and where its code begins', () => {
    const text = '\n%%python -i a,b -o c -i d --python /opt/py\nc = a';
    expect(pythonCell(text)).toEqual({
      code: 'c = a',
      start: text.length - 5,
      inputs: ['a', 'b', 'd'],
      outputs: ['c'],
      program: '/opt/py',
    });
    expect(pythonCell('%%python')).toMatchObject({ code: '', inputs: [], outputs: [] });
  });

  it.each(['-i', '-x a', '-i a-b', '-o class', '-i 1st', 'a', '-i ä'])('refuses a first line with %s', (given) => {
    expect(() => pythonCell(`%%python ${given}\n1`)).toThrow(PythonCellError);
  });
});
