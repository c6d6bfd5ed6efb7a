import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import ts from 'typescript-eslint';

/** The rooms of src/ and what each may import (docs/architecture.md). Every room may also use errors.ts, options.ts, names.ts, random.ts, exactMath.ts, statistics.ts, cacheFolder.ts and cores.ts. */
const rooms = {
  protocol: [],
  wasm: [],
  linalg: ['wasm'],
  fetch: [],
  data: ['fetch'],
  metrics: [],
  neighbors: ['data', 'wasm'],
  receipts: ['data', 'wasm'],
  prepare: ['data', 'receipts', 'wasm', 'linalg', 'neighbors'],
  graph: ['data', 'neighbors'],
  engine: ['wasm', 'linalg', 'fetch'],
  models: ['receipts', 'protocol', 'engine', 'graph', 'prepare', 'neighbors', 'data', 'fetch'],
  tasks: ['receipts', 'models', 'metrics', 'graph', 'prepare', 'neighbors', 'linalg', 'data', 'wasm', 'protocol'],
  views: ['protocol', 'data', 'metrics'],
  cluster: ['tasks', 'receipts', 'models', 'engine', 'graph', 'data', 'protocol'],
  lab: ['protocol', 'receipts', 'views', 'cluster', 'tasks', 'models', 'metrics', 'engine', 'data', 'fetch'],
  python: ['index.ts', 'protocol', 'views', 'data'],
};

const zones = Object.entries(rooms).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...allowed]
    .map((name) => `./${name}`)
    .concat(
      './errors.ts',
      './options.ts',
      './names.ts',
      './random.ts',
      './exactMath.ts',
      './statistics.ts',
      './cacheFolder.ts',
      './cores.ts',
    ),
  message: `src/${room} may import only: ${[room, ...allowed, 'errors', 'options', 'names', 'random', 'exactMath', 'statistics', 'cacheFolder', 'cores'].join(', ')}.`,
}));

zones.push(
  {
    target: './src',
    from: ['./kernel', './extension', './scripts', './native', './tests'],
    message: 'The library imports no other room.',
  },
  {
    target: './kernel',
    from: './src',
    except: ['./protocol', './cacheFolder.ts'],
    message: 'The kernel imports only src/protocol.',
  },
  { target: './extension', from: './src', except: ['./protocol'], message: 'The extension imports only src/protocol.' },
);

/** Functions whose last bits JavaScript leaves to the engine. */
const ROUNDED_BY_THE_ENGINE = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1'],
  ...['log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
].map((property) => ({ object: 'Math', property, message: 'src/exactMath.ts gives the same bits everywhere.' }));

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
  {
    // What people compare between machines.
    files: [
      ...['data', 'prepare', 'graph', 'neighbors', 'linalg', 'metrics', 'tasks'].map((room) => `src/${room}/**`),
      'src/random.ts',
    ],
    rules: { 'no-restricted-properties': ['error', ...ROUNDED_BY_THE_ENGINE] },
  },
  { files: ['scripts/**', 'native/**', 'notebooks/**', 'tests/**', '**/*.mjs'], rules: { 'no-console': 'off' } },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
);
