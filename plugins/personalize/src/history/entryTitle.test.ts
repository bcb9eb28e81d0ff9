import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { t } from '../__testUtils__/translation';
import { changeTitle } from './entryTitle';

const ROLE = 'arn:aws:iam::123456789012:role/personalize/personalize-shop';
const POLICY =
  'arn:aws:iam::123456789012:policy/personalize/personalize-shop-service';
const SET =
  'arn:aws:sso:::instance/ssoins-1234567890abcdef#permission-set/Runtime';

describe('a change in words', () => {
  it.each<[Change['part'], Change['operation'], string, string]>([
    [
      's3',
      'update',
      'arn:aws:s3:::reco',
      'Changed the policy of the bucket reco',
    ],
    [
      'kms',
      'update',
      'arn:aws:kms:us-east-1:123456789012:key/1234-abcd',
      'Changed the policy of the key 1234-abcd',
    ],
    ['role', 'create', ROLE, 'Created the role personalize-shop'],
    ['role', 'delete', POLICY, 'Removed the policy personalize-shop-service'],
    [
      'trust',
      'update',
      `${ROLE}#trust-policy`,
      'Changed the trust policy of the role personalize-shop',
    ],
    [
      'role',
      'update',
      `${ROLE}#tags`,
      'Changed the tags of the role personalize-shop',
    ],
    [
      's3',
      'create',
      `${ROLE}#inline-policy/PersonalizeS3`,
      'Created the inline policy PersonalizeS3 of the role personalize-shop',
    ],
    [
      'role',
      'create',
      `${ROLE}#attached-policy/${POLICY}`,
      'Attached the policy personalize-shop-service to the role personalize-shop',
    ],
    [
      'users',
      'delete',
      `arn:aws:iam::123456789012:user/dmitri#attached-policy/${POLICY}`,
      'Detached the policy personalize-shop-service from the user dmitri',
    ],
    ['users', 'create', SET, 'Created the permission set Runtime'],
    [
      'users',
      'create',
      `${SET}/customer-managed-policy/personalize/personalize-shop-runtime`,
      'Attached the policy personalize-shop-runtime to the permission set Runtime',
    ],
    [
      'users',
      'delete',
      `${SET}/assignment/123456789012/group/9067-ab`,
      'Unassigned the permission set Runtime in account 123456789012 from the group 9067-ab',
    ],
    [
      'users',
      'update',
      `${SET}/provisioning/123456789012`,
      'Changed the permission set Runtime in account 123456789012',
    ],
    [
      'users',
      'create',
      'arn:aws:new:::thing/1',
      'Created arn:aws:new:::thing/1',
    ],
  ])('of %s: %s %s', (part, operation, resource, expected) => {
    expect(changeTitle({ part, operation, resource }, true, t)).toBe(expected);
  });

  it('doesn’t say that it was made where nobody knows', () => {
    expect(
      changeTitle(
        { part: 'role', operation: 'create', resource: ROLE },
        false,
        t,
      ),
    ).toBe('Tried to create the role personalize-shop');
  });
});
