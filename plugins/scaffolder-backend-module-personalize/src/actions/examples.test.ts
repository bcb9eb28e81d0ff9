import {
  parseAcceptRequest,
  parseCreateRoleRequest,
  parseGrantKmsRequest,
  parseGrantS3Request,
  parseGrantUsersRequest,
  parseHardenTrustRequest,
  parseRegisterRequest,
  parseRevokeRequest,
  parseSetupRequest,
  parseVerifyRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { parse } from 'yaml';
import { examples as accept } from './accept.examples';
import { examples as createRole } from './createRole.examples';
import { examples as grantKms } from './grantKms.examples';
import { examples as grantS3 } from './grantS3.examples';
import { examples as grantUsers } from './grantUsers.examples';
import { examples as hardenTrust } from './hardenTrust.examples';
import { examples as plan } from './plan.examples';
import { examples as register } from './register.examples';
import { examples as revoke } from './revoke.examples';
import { examples as verify } from './verify.examples';

describe.each([
  ['personalize:plan', plan, parseSetupRequest],
  ['personalize:create-role', createRole, parseCreateRoleRequest],
  ['personalize:harden-trust', hardenTrust, parseHardenTrustRequest],
  ['personalize:grant-kms', grantKms, parseGrantKmsRequest],
  ['personalize:grant-s3', grantS3, parseGrantS3Request],
  ['personalize:grant-users', grantUsers, parseGrantUsersRequest],
  ['personalize:register', register, parseRegisterRequest],
  ['personalize:revoke', revoke, parseRevokeRequest],
  ['personalize:accept', accept, parseAcceptRequest],
  ['personalize:verify', verify, parseVerifyRequest],
])('the examples of %s', (id, examples, parseRequest) => {
  it.each(examples)(
    'hold what the action takes: $description',
    ({ example }) => {
      const { steps } = parse(example);
      expect(steps).toHaveLength(1);
      expect(steps[0].action).toBe(id);
      expect(() => parseRequest(steps[0].input)).not.toThrow();
    },
  );
});
