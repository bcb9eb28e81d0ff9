/**
 * How many of something a test tries: some, or all with `npm test -- --in-full`.
 * The behaviours are the same.
 */
export function sampleOrAll(sample: number, all: number): number {
  return process.env.TESTS_IN_FULL === 'true' ? all : sample;
}
