import tseslint from 'typescript-eslint';

const PURE = [
  '**/*.policy.ts',
  '**/*.state.ts',
  '**/*-to-*.ts',
  '**/*.element.ts',
  '**/*.errors.ts',
  'agent/src/compiler/**/*.ts',
  'shared/src/**/*.ts',
];
const ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only config.ts reads the environment.',
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'test/output/**',
      'test/fixtures/**',
      '**/*.cjs',
      '**/*.mjs',
      'bin/framefarm',
    ],
  },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ENVIRONMENT],
    },
  },
  {
    files: ['coordinator/src/platform/config/*.ts', 'agent/src/config.ts', 'bin/src/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['bin/src/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: PURE,
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ENVIRONMENT,
        {
          selector:
            "MemberExpression[object.name='Date'][property.name='now'], NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Pure code is given the time.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Pure code is given its randomness.',
        },
        { selector: 'AwaitExpression', message: 'Pure code does not wait.' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off', 'max-lines-per-function': 'off', 'max-lines': 'off' },
  },
);
