import { bucketSid } from '../documents/bucketPolicy';
import { OUR_ROLE } from '../policy/__testUtils__/setups';
import { PolicyStatement } from '../policy/document';
import { ACTS, HOSTILE_TEXTS } from '../text/__testUtils__/hostileTexts';
import { quoted } from '../text/printable';
import {
  addRolePolicy,
  addStatement,
  Edit,
  editAt,
} from './__testUtils__/edits';
import {
  beforeRun,
  BUCKET,
  BUCKET_POLICY,
  EXPECTED,
  heldAfter,
  TRUST,
} from './__testUtils__/world';
import { Finding } from './finding';
import { DocumentsBefore } from './openings/before';
import { proveSetup } from './proveSetup';
import { describeFinding } from './sentences';

const SECRET = 'payroll';
const SID = bucketSid(OUR_ROLE, BUCKET, 'in/');

/** Statements of others that each say something that isn't for everybody. */
const THEIRS: PolicyStatement = {
  Sid: 'Theirs',
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: `${BUCKET_POLICY}/${SECRET}/*`,
};

const BEFORE = beforeRun(heldAfter(EXPECTED));

/** Ways to have a finding that depends on what somebody else wrote. */
const EDITS: [string, Edit, DocumentsBefore?][] = [
  ['opened elsewhere', addStatement(BUCKET_POLICY, THEIRS)],
  ['opened by the run', addStatement(BUCKET_POLICY, THEIRS), BEFORE],
  [
    'added to the trust',
    addStatement(TRUST, {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::999999999999:role/${SECRET}` },
      Action: 'sts:AssumeRole',
    }),
  ],
  [
    'added to the role',
    addRolePolicy('arn:aws:iam::012345678901:policy/theirs', {
      Sid: 'Theirs',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${SECRET}/*`,
    }),
  ],
  [
    'a trust of people',
    editAt(
      'arn:aws:iam::012345678901:role/personalize/personalize-admins#trust-policy',
      statements => [
        ...statements,
        {
          Sid: 'Theirs',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::999999999999:role/${SECRET}` },
          Action: 'sts:AssumeRole',
        },
      ],
    ),
  ],
  [
    'a condition that can’t be decided',
    editAt(BUCKET_POLICY, statements =>
      statements.map(statement =>
        statement.Sid === SID
          ? {
              ...statement,
              Sid: 'Theirs',
              Condition: {
                StringEquals: { [`s3:ExistingObjectTag/${SECRET}`]: 'yes' },
              },
            }
          : statement,
      ),
    ),
  ],
];

describe('what others wrote', () => {
  for (const [what, edit, before] of EDITS) {
    it(`is told to those who may read it, of ${what}`, () => {
      const texts = (quotes: boolean) =>
        proveSetup({
          expected: EXPECTED,
          held: edit(heldAfter(EXPECTED)),
          before,
        })
          .findings.filter(({ outcome }) => outcome !== 'passed')
          .map(found => JSON.stringify(describeFinding(found, { quotes })))
          .join();

      expect(texts(true)).toContain(SECRET);
      expect(texts(false)).not.toContain(SECRET);
      expect(texts(false)).toContain('Theirs');
    });
  }

  it('is told in AWS’s own words neither', () => {
    const found = {
      id: 'access-analyzer:no-new-access:x',
      kind: 'new-access' as const,
      outcome: 'failed' as const,
      subjects: { place: 'x', messages: [`New access to ${SECRET}`] },
    };

    expect(describeFinding(found, { quotes: true }).title).toContain(SECRET);
    expect(describeFinding(found, { quotes: false }).title).not.toContain(
      SECRET,
    );
  });
});

describe('what others call things', () => {
  const theirs = JSON.stringify(
    EDITS.flatMap(([, edit, before]) =>
      proveSetup({
        expected: EXPECTED,
        held: edit(heldAfter(EXPECTED)),
        before,
      }).findings.filter(
        ({ statement, outcome }) =>
          statement?.sid === 'Theirs' && outcome !== 'passed',
      ),
    ),
  );
  const named = (sid: string): Finding[] =>
    JSON.parse(theirs.replaceAll('"Theirs"', JSON.stringify(sid)));

  it.each(HOSTILE_TEXTS)('is %s, and no more than a name', (_what, sid) => {
    const findings = named(sid);
    expect(findings.length).toBeGreaterThan(3);

    for (const found of findings) {
      const {
        title,
        remedy = '',
        id,
        statement,
      } = describeFinding(found, {
        quotes: true,
      });
      expect(`${title} ${remedy}`).not.toMatch(ACTS);
      expect(`${title} ${remedy}`).not.toContain('\n');
      // What is compared stays as AWS has it.
      expect(id).toBe(found.id);
      expect(statement?.sid).toBe(sid);
    }
    expect(
      findings.some(found =>
        describeFinding(found, { quotes: false }).title.includes(quoted(sid)),
      ),
    ).toBe(true);
  });

  it('is shown by its beginning where it is long', () => {
    const [found] = named('x'.repeat(5_000));

    expect(describeFinding(found, { quotes: false }).title.length).toBeLessThan(
      400,
    );
  });

  it.each(HOSTILE_TEXTS)(
    'is %s where it is a principal or a tag',
    (_what, text) => {
      const { title } = describeFinding(
        {
          id: 'added:tag',
          kind: 'added',
          outcome: 'warning',
          subjects: {
            to: 'tag',
            what: `team=${text}`,
            who: [text],
            excess: [],
            passesRoles: false,
          },
        },
        { quotes: true },
      );

      expect(title).not.toMatch(ACTS);
      expect(title).not.toContain('\n');
    },
  );
});
