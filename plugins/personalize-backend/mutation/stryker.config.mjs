/** Mutation testing of the ledger: which changes of its code no test notices. See docs/ledger.md. */
export default {
  mutate: ['src/ledger/**/*.ts', '!src/ledger/**/*.test.ts'],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 120_000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: '.stryker-tmp/ledger.json' },
  thresholds: { high: 100, low: 95, break: 95 },
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      testMatch: ['<rootDir>/mutation/*.mutation.ts'],
      testEnvironment: './mutation/failFastEnvironment.js',
      moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
      moduleNameMapper: {
        '^@backstage/backend-test-utils$': '<rootDir>/mutation/testUtils.ts',
      },
      transform: {
        '\\.[cm]?[jt]s$': [
          '@backstage/cli-module-test-jest/config/jestSwcTransform',
          {
            module: { ignoreDynamic: true, exportInteropAnnotation: true },
            jsc: { parser: { syntax: 'typescript' } },
          },
        ],
      },
      transformIgnorePatterns: ['/node_modules/'],
    },
  },
};
