import { fileURLToPath } from 'node:url';

const piece = process.env.MUTATION_PIECE;

/** How Stryker tests a piece of a package, in the package's folder. */
export default {
  mutate: [
    `src/${piece}/**/*.ts`,
    '!src/**/*.test.ts',
    '!src/**/__testUtils__/**',
  ],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 120_000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: `.stryker-tmp/${piece}.json` },
  thresholds: { high: 100, low: 95, break: 95 },
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      // One file imports all tests, so that each mutant loads their
      // dependencies once.
      testMatch: ['<rootDir>/mutation/*.mutation.ts'],
      testEnvironment: fileURLToPath(
        new URL('fail-fast-environment.cjs', import.meta.url),
      ),
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
