import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import ts from 'typescript-eslint';

/** The rooms of src/ and what each may import (docs/architecture.md). Every room may also use errors.ts, options.ts, names.ts, random.ts, statistics.ts and cacheFolder.ts. */
const rooms = {
  protocol: [],
  wasm: [],
  linalg: ['wasm'],
  fetch: [],
  data: ['fetch'],
  metrics: [],
  neighbors: ['data', 'wasm'],
  prepare: ['data', 'wasm', 'linalg', 'neighbors'],
  graph: ['data', 'neighbors'],
  engine: ['wasm', 'linalg', 'fetch'],
  models: ['protocol', 'engine', 'graph', 'prepare', 'neighbors', 'data', 'fetch'],
  tasks: ['models', 'metrics', 'graph', 'prepare', 'neighbors', 'linalg', 'data', 'wasm', 'protocol'],
  views: ['protocol', 'data', 'metrics'],
  cluster: ['tasks', 'models', 'engine', 'graph', 'data', 'protocol'],
  lab: ['protocol', 'views', 'cluster', 'tasks', 'models', 'metrics', 'engine', 'data', 'fetch'],
  python: ['index.ts', 'protocol', 'views', 'data'],
};

const zones = Object.entries(rooms).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...allowed]
    .map((name) => `./${name}`)
    .concat('./errors.ts', './options.ts', './names.ts', './random.ts', './statistics.ts', './cacheFolder.ts'),
  message: `src/${room} may import only: ${[room, ...allowed, 'errors', 'options', 'names', 'random', 'statistics', 'cacheFolder'].join(', ')}.`,
}));

zones.push(
  {
    target: './src',
    from: ['./kernel', './extension', './scripts', './native', './tests'],
    message: 'The library imports no other room.',
  },
  { target: './kernel', from: './src', except: ['./protocol'], message: 'The kernel imports only src/protocol.' },
  { target: './extension', from: './src', except: ['./protocol'], message: 'The extension imports only src/protocol.' },
);

export default ts.config(
  {
    ignores: [
      '**/dist/**',
      '**/lib/**',
      'out/**',
      '.venv/**',
      'tissuebook/**',
      'node_modules/**',
      '**/build/**',
      'src/wasm/kernels/**',
      'tests/fixtures/**',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.mjs'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['scripts/**', 'native/**', 'notebooks/**', 'tests/**', '**/*.mjs'], rules: { 'no-console': 'off' } },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
);
