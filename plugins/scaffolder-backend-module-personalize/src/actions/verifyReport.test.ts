import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import { failureMessage, logLine, proofReport } from './verifyReport';

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
  remedy: 'Have its owner exempt Personalize.',
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
      }),
    ).toBe(
      [
        '**1 of 4 checks failed.**',
        '',
        '**Failed (1)**',
        '',
        '- Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Have its owner exempt Personalize.',
        '',
        "**Can't be told (1)**",
        '',
        '- AWS didn’t tell.',
        '',
        '**To know (1)**',
        '',
        '- Others may read. Decided by statement number 1 (no Sid) in arn:aws:s3:::reco-data.',
        '',
        '**Proven (1)**',
        '',
        '- The role is there.',
        '',
        "**What this doesn't prove**",
        '',
        '- Policies of the organisation can’t be read.',
      ].join('\n'),
    );
  });

  it('says that none failed', () => {
    expect(proofReport({ checks: [passed, unknown], limits: [] })).toContain(
      '**No check of 2 failed**, 1 are proven.',
    );
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
    });
    expect(report).toContain(
      '- a\\*b\\_c\\`d \\[e\\](f) \\<script\\> # g \\| \\~h\\~ \\&amp; \\\\. Decided by statement "Allow - \\*all\\*" in x.',
    );
  });
});

it('a log has one line for each check', () => {
  expect(logLine(failed)).toBe(
    'failed: Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Have its owner exempt Personalize. [s3:service:reco-data/in/]',
  );
  expect(logLine({ ...passed, title: 'a\nb' })).toBe(
    'passed: a b. [role:exists]',
  );
});

it('a run that fails says all that failed', () => {
  expect(failureMessage([failed, { ...failed, id: 'kms:x' }])).toBe(
    [
      '2 checks failed:',
      '- s3:service:reco-data/in/: Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Have its owner exempt Personalize.',
      '- kms:x: Personalize can’t list the bucket. Decided by statement "OnlyVpc" in arn:aws:s3:::reco-data. Have its owner exempt Personalize.',
    ].join('\n'),
  );
});
