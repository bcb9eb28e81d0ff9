import {
  Change,
  Check,
  statementName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { failureMessage, logLine, proofReport } from './verifyReport';

const CHANGES: Change[] = [
  { part: 's3', resource: 'arn:aws:s3:::reco-data', operation: 'create' },
  {
    part: 's3',
    resource: 'arn:aws:iam::1:role/a#inline-policy/PersonalizeS3',
    operation: 'delete',
  },
  {
    part: 'trust',
    resource: 'arn:aws:iam::1:role/a#trust-policy',
    operation: 'update',
  },
];
const passed: Check = {
  id: 'role:exists',
  title: 'The role is there',
  outcome: 'passed',
};
const failed: Check = {
  id: 's3:service:reco-data/in/',
  title: 'Personalize can’t list the bucket.',
  outcome: 'failed',
  statement: { document: 'arn:aws:s3:::reco-data', sid: 'OnlyVpc', index: 2 },
  remedy: 'Ask its owner to exempt Personalize.',
};
const warning: Check = {
  id: 'elsewhere:arn:aws:s3:::reco-data:#1',
  title: 'Others may read',
  outcome: 'warning',
  statement: { document: 'arn:aws:s3:::reco-data', index: 0 },
};
const unknown: Check = {
  id: 'kms:usable:alias/x',
  title: 'AWS didn’t tell',
  outcome: 'unknown',
};

describe('the report of a proof', () => {
  it('has the failed checks first, each with what decides and what to do', () => {
    expect(
      proofReport({
        checks: [passed, warning, unknown, failed],
        limits: ['Policies of the organisation can’t be read.'],
        changes: CHANGES,
      }),
    ).toBe(
      [
        '**1 of 4 checks failed.**',
        '',
        '**Failed (1)**',
        '',
        '- Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Ask its owner to exempt Personalize.',
        '',
        '**Unknown (1)**',
        '',
        '- AWS didn’t tell.',
        '',
        '**Please note (1)**',
        '',
        '- Others may read. Decided by statement number 1 (no Sid) in arn:aws:s3:::reco-data.',
        '',
        '**Passed (1)**',
        '',
        '- The role is there.',
        '',
        '**Not checked**',
        '',
        '- Policies of the organisation can’t be read.',
        '',
        '**What changed in AWS**',
        '',
        '- Created the policy of `arn:aws:s3:::reco-data`',
        '- Removed `arn:aws:iam::1:role/a`: inline policy `PersonalizeS3`',
        '- Changed `arn:aws:iam::1:role/a`: trust policy',
        '',
        'Everything else in these policies is unchanged.',
      ].join('\n'),
    );
  });

  it('says that none failed', () => {
    const report = (checks: Check[]) =>
      proofReport({ checks, limits: [], changes: [] });

    expect(report([passed, unknown])).toContain(
      '**1 of 2 checks passed, none failed.**',
    );
    expect(report([passed])).toContain('**All 1 checks passed.**');
    expect(report([passed])).toContain('**No changes needed.**');
  });

  it('says of a plan what would change', () => {
    expect(
      proofReport({
        checks: [passed],
        limits: [],
        changes: CHANGES,
        isPlan: true,
      }),
    ).toContain('**What would change in AWS**');
  });

  it('isn’t broken by what things in AWS are called', () => {
    const report = proofReport({
      checks: [
        {
          ...failed,
          title: 'a*b_c`d [e](f) <script>\n# g | ~h~ &amp; \\',
          statement: { document: 'x', sid: 'Allow\n- *all*', index: 0 },
        },
      ],
      limits: [],
      changes: [],
    });
    expect(report).toContain(
      '- a\\*b\\_c\\`d \\[e\\](f) \\<script\\> # g \\| \\~h\\~ \\&amp; \\\\. Decided by statement "Allow\\\\n- \\*all\\*" in x.',
    );
  });
});

describe('what others call a statement', () => {
  const checkWith = (sid: string): Check => ({
    ...failed,
    id: `elsewhere:arn:aws:s3:::reco-data:${sid}`,
    title: `Statement ${statementName({ Sid: sid }, 2)} opens more`,
    statement: { document: 'arn:aws:s3:::reco-data', sid, index: 2 },
    remedy: undefined,
  });
  const markdownWith = (sid: string) =>
    proofReport({ checks: [checkWith(sid)], limits: [sid], changes: [] });

  it.each([
    ['[click](https://evil.example)', '\\[click\\](`https://evil.example)"`'],
    [
      '![x](https://evil.example/p.png)',
      '\\!\\[x\\](`https://evil.example/p.png)"`',
    ],
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>"'],
    ['a|b', 'a\\|b"'],
    ['`code`', '\\`code\\`"'],
    ['\u001b[2J', '\\\\u001b\\[2J"'],
    ['a\nERROR forged line', 'a\\\\nERROR forged line"'],
    ['\u202Egnp.exe', '\\\\u202egnp.exe"'],
    ['https://evil.example', '`https://evil.example"`'],
    ['www.evil.example', '`www.evil.example"`'],
    ['=HYPERLINK("a")', '=HYPERLINK(\\\\"a\\\\")"'],
  ])('is a name and no markup in the report: %j', (sid, markdown) => {
    expect(markdownWith(sid)).toContain(
      `- Statement "${markdown} opens more. Decided by statement "${markdown} in arn:aws:s3:::reco-data.`,
    );
  });

  it.each([
    'a\nERROR forged line',
    '\u001b[2J',
    '\u009b2J',
    '\u202Egnp.exe',
    'a\u2028b',
  ])('forges no line of a log or an error: %j', sid => {
    for (const text of [
      logLine(checkWith(sid)),
      ...failureMessage([checkWith(sid)]).split('\n'),
    ]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
    expect(failureMessage([checkWith(sid)]).split('\n')).toHaveLength(2);
    expect(logLine(checkWith(sid))).toContain('"');
  });
});

it('a log has one line for each check', () => {
  expect(logLine(failed)).toBe(
    'failed: Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Ask its owner to exempt Personalize. [s3:service:reco-data/in/]',
  );
  expect(logLine({ ...passed, title: 'a\nb' })).toBe(
    'passed: a b. [role:exists]',
  );
});

it('a run that fails says all that failed or couldn’t be read', () => {
  expect(
    failureMessage([passed, failed, { ...failed, id: 'kms:x' }, unknown]),
  ).toBe(
    [
      '2 checks failed:',
      '- s3:service:reco-data/in/: Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Ask its owner to exempt Personalize.',
      '- kms:x: Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Ask its owner to exempt Personalize.',
      "1 check couldn't run:",
      '- kms:usable:alias/x: AWS didn’t tell.',
    ].join('\n'),
  );
});
