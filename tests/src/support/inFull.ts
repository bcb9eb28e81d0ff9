/**
 * The number of cases that a test tries: a sample, or all with
 * `npm test -- --in-full`. Both test the same behaviours.
 */
export function sampleOrAll(sample: number, all: number): number {
  return process.env.TESTS_IN_FULL === 'true' ? all : sample;
}
