import type ts from 'typescript';

const FILE = '/engine/tf.d.ts';
const WHOLE = "export * as tf from '@tensorflow/tfjs-core';";
/** What the library's declarations name of it. */
const LEAN = "export * as tf from '@tensorflow/tfjs-core/dist/tensor';\n";

/**
 * Lets the compiler read of TensorFlow.js what the library's own declarations name: tensors. The rest is a third of all files that a cell would
 * have read with the library, and nothing that a notebook imports from 'tissuebook' gives a tensor away.
 */
export function withLeanTypes(readFile: ts.System['readFile']): ts.System['readFile'] {
  return (file, encoding) => {
    const text = readFile(file, encoding);
    return file.endsWith(FILE) && text?.includes(WHOLE) ? LEAN : text;
  };
}

/** Whether somebody imports TensorFlow.js, or a file of the library's inside, and may need the rest. */
export function needsWholeTypes(program: ts.Program): boolean {
  return program
    .getSourceFiles()
    .some((file) => !file.isDeclarationFile && /['"](tissuebook\/|@tensorflow\/)/.test(file.text));
}
