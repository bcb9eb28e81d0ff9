import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { changeLine, outputChanges, removalLine } from './changeOutputs';

const ROLE = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const POLICY = 'arn:aws:iam::012345678901:policy/personalize/shop-service';
const BUCKET = 'arn:aws:s3:::reco-data';
const SET = 'arn:aws:sso:::instance/ssoins-1#permission-set/Shop';

it.each<[Change['part'], Change['operation'], string, string, string]>([
  [
    'role',
    'create',
    ROLE,
    `Created \`${ROLE}\``,
    `Removed this set-up's part from \`${ROLE}\``,
  ],
  ['role', 'delete', POLICY, `Removed \`${POLICY}\``, `Removed \`${POLICY}\``],
  [
    'role',
    'update',
    `${ROLE}#tags`,
    `Changed \`${ROLE}\`: tags`,
    `Removed this set-up's part from \`${ROLE}\`: tags`,
  ],
  [
    'trust',
    'update',
    `${ROLE}#trust-policy`,
    `Changed \`${ROLE}\`: trust policy`,
    `Removed this set-up's part from \`${ROLE}\`: trust policy`,
  ],
  [
    's3',
    'delete',
    `${ROLE}#inline-policy/PersonalizeS3`,
    `Removed \`${ROLE}\`: inline policy \`PersonalizeS3\``,
    `Removed \`${ROLE}\`: inline policy \`PersonalizeS3\``,
  ],
  [
    's3',
    'update',
    BUCKET,
    `Changed the policy of \`${BUCKET}\``,
    `Removed this set-up's part from the policy of \`${BUCKET}\``,
  ],
  [
    'users',
    'delete',
    `${ROLE}#attached-policy/${POLICY}`,
    `Removed \`${ROLE}\`: attached policy \`${POLICY}\``,
    `Removed \`${ROLE}\`: attached policy \`${POLICY}\``,
  ],
  [
    'users',
    'delete',
    `${SET}/assignment/012345678901/group/9067-ab`,
    'Removed `arn:aws:sso:::instance/ssoins-1`: permission set `Shop/assignment/012345678901/group/9067-ab`',
    'Removed `arn:aws:sso:::instance/ssoins-1`: permission set `Shop/assignment/012345678901/group/9067-ab`',
  ],
])('%s: %s %s in words', (part, operation, resource, line, ofRevoke) => {
  const change: Change = { part, operation, resource };

  expect(changeLine(change)).toBe(line);
  expect(removalLine(change)).toBe(ofRevoke);
});

it('a name that others chose stays code', () => {
  expect(
    changeLine({
      part: 'role',
      operation: 'delete',
      resource: `${ROLE}#inline-policy/a\`[b](https://evil.example)\n# c`,
    }),
  ).toBe(
    `Removed \`${ROLE}\`: inline policy \`\`a\`[b](https://evil.example) # c\`\``,
  );
});

describe('the outputs of every action', () => {
  const outputsOf = (report: Parameters<typeof outputChanges>[1]) => {
    const outputs: Record<string, unknown> = {};
    outputChanges(
      {
        output(name, value) {
          outputs[name] = value;
        },
      },
      report,
    );
    return outputs;
  };
  const change: Change = {
    part: 's3',
    operation: 'delete',
    resource: BUCKET,
    before: { Statement: ['theirs'] },
  };

  it('show of the changes what a person may see, and each in words', () => {
    const warning = { part: 's3' as const, resource: BUCKET, message: 'Mind' };

    expect(
      outputsOf({
        changes: [change],
        warnings: [warning],
        shown: changes => changes.map(one => ({ ...one, before: {} })),
        lineOf: removalLine,
      }),
    ).toEqual({
      changed: true,
      changes: [{ ...change, before: {} }],
      changeLines: [`Removed the policy of \`${BUCKET}\``],
      warnings: [warning],
    });
  });

  it('tell that something was changed elsewhere than in AWS', () => {
    const nothing = { changes: [], changeLines: [], warnings: [] };

    expect(outputsOf({})).toEqual({ changed: false, ...nothing });
    expect(outputsOf({ changed: true })).toEqual({ changed: true, ...nothing });
  });
});
