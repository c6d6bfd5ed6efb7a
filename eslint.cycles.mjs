import { importX } from 'eslint-plugin-import-x';
import ts from 'typescript-eslint';

/** Imports that lead back to their file. By itself, as following all imports takes twice as long as all other rules together. */
export default ts.config({
  files: ['**/*.ts', '**/*.tsx'],
  ignores: ['**/*.d.ts', '**/lib/**', '**/build/**', 'src/wasm/kernels/**'],
  languageOptions: { parser: ts.parser },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
  plugins: { 'import-x': importX, '@typescript-eslint': ts.plugin },
  settings: {
    'import-x/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.mjs'] } },
    'import-x/extensions': ['.ts', '.tsx'],
    'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
  },
  rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
});
