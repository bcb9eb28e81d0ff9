import {
  ContextValue,
  decide,
  ifCarried,
  exactly,
  oneOf,
  UNKNOWN,
  withValues,
} from '@personalize-portal/backstage-plugin-personalize-common';
import fc from 'fast-check';
import { sampleOrAll } from '../support/inFull';
import { Case, cases, policiesOf, requestOf } from './__testUtils__/cases';
import {
  agree,
  compare,
  Comparison,
  explain,
} from './__testUtils__/differences';
import { EXPLANATIONS } from './__testUtils__/explanations';

// Thousands of cases, on machines that do other things too.
jest.setTimeout(300_000);

/** The same each time, so that a run doesn't hang on chance. */
const USUAL_SEED = 4;
const SEED = Number(process.env.EVALUATOR_SEED ?? USUAL_SEED);
const ALL_CASES = 10_000;
const CASES = sampleOrAll(1_500, ALL_CASES);

/** How often each text occurs, the most frequent first. */
function tally(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

function table(texts: readonly string[]): string {
  return tally(texts)
    .map(([text, count]) => `${String(count).padStart(7)}  ${text}`)
    .join('\n');
}

/** What may be known of a key where its values aren't. */
function valuesUnknown(values: readonly string[] = ['']): ContextValue[] {
  return [UNKNOWN, ifCarried(...values)];
}

/** What may be known of a key of which the one value is known in part. */
function valueInPart([value, ...more]: readonly string[] = []): ContextValue[] {
  return value === undefined || more.length > 0
    ? []
    : [
        oneOf('something else', value),
        exactly({ like: `${value.slice(0, 4)}*` }),
      ];
}

/** Which cases are decided otherwise where less is known of a key. */
function decidedOtherwise(
  generated: readonly Case[],
  lessKnownOf: (values: readonly string[] | undefined) => ContextValue[],
) {
  return generated.flatMap(theCase => {
    const request = requestOf(theCase);
    const policies = policiesOf(theCase);
    const { outcome } = decide(request, policies);
    const texts = JSON.stringify(policies).toLowerCase();
    const mentioned = theCase.keys.filter(key =>
      texts.includes(key.toLowerCase()),
    );
    return mentioned.flatMap(key =>
      lessKnownOf(theCase.context[key]).flatMap(lessKnown => {
        const context = withValues(request.context, { [key]: lessKnown });
        const less = decide({ ...request, context }, policies).outcome;
        return less === 'unknown' || less === outcome
          ? []
          : { theCase, key, lessKnown, outcome, less };
      }),
    );
  });
}

/** Values of the network keys that no policy of the cases names. */
const OF_OTHER_NETWORKS = {
  'aws:SourceIp': '198.51.100.9',
  'aws:SourceVpc': 'vpc-elsewhere',
  'aws:SourceVpce': 'vpce-elsewhere',
};

describe(`${CASES} generated requests and policies, seed ${SEED}`, () => {
  const generated = fc.sample(cases, { numRuns: CASES, seed: SEED });

  it('are decided as a policy simulator decides them, but for what is explained', async () => {
    const alike: Comparison[] = [];
    const different: { comparison: Comparison; names: string[] }[] = [];
    const unexplained: string[] = [];
    for (const theCase of generated) {
      const comparison = await compare(theCase);
      if (agree(comparison)) {
        alike.push(comparison);
        continue;
      }
      const names = await explain(theCase);
      if (names) {
        different.push({ comparison, names });
      } else {
        unexplained.push(JSON.stringify({ ...comparison, theCase }));
      }
    }
    process.stdout.write(
      [
        `${CASES} cases, ${different.length + unexplained.length} differences:`,
        table(different.map(({ names }) => names.join(', with '))),
        'Of these:',
        table(
          different.map(
            ({ comparison: { ours, theirs } }) =>
              `${ours} by us, ${theirs} by the simulator`,
          ),
        ),
        'Decided alike:',
        table(alike.map(({ ours }) => ours)),
        '',
      ].join('\n'),
    );

    expect(unexplained).toEqual([]);
    // Another seed or a sample may not need each explanation.
    const needed = new Set(different.flatMap(({ names }) => names));
    expect(
      SEED === USUAL_SEED && CASES === ALL_CASES
        ? EXPLANATIONS.filter(({ name }) => !needed.has(name))
        : [],
    ).toEqual([]);
    // What is compared says something only when all outcomes occur.
    expect(
      tally(alike.map(({ ours }) => ours))
        .filter(([, count]) => count > CASES / 20)
        .map(([outcome]) => outcome)
        .sort(),
    ).toEqual(['allowed', 'denied', 'explicit-deny']);
  });

  it('are decided the same, or left open, where less is known of a key', () => {
    expect(decidedOtherwise(generated, valuesUnknown)).toEqual([]);
    // A part of the cases: these take long.
    expect(
      decidedOtherwise(generated.slice(0, CASES / 5), valueInPart),
    ).toEqual([]);
  });

  it('are decided the same, or left open, where a network is only known to be none of theirs', () => {
    const decided = generated.flatMap(theCase => {
      const request = requestOf(theCase);
      const policies = policiesOf(theCase);
      const texts = JSON.stringify(policies).toLowerCase();
      return Object.entries(OF_OTHER_NETWORKS)
        .filter(([key]) => texts.includes(key.toLowerCase()))
        .map(([key, value]) => {
          const outcomeWith = (of: ContextValue) =>
            decide(
              {
                ...request,
                context: withValues(request.context, { [key]: of }),
              },
              policies,
            ).outcome;
          return {
            theCase,
            key,
            outcome: outcomeWith(exactly(value)),
            less: outcomeWith(exactly({ like: '*', isForeign: true })),
          };
        });
    });
    expect(decided.length).toBeGreaterThan(CASES / 20);
    expect(
      decided.filter(
        ({ outcome, less }) => less !== 'unknown' && less !== outcome,
      ),
    ).toEqual([]);
  });
});
