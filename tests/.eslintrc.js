module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Some expectations stand in helpers that are named after what they expect.
    'jest/expect-expect': ['warn', { assertFunctionNames: ['expect*'] }],
  },
});
