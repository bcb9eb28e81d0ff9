import { createAcceptAction } from './accept';
import { createCreateRoleAction } from './createRole';
import { createGrantKmsAction } from './grantKms';
import { createGrantS3Action } from './grantS3';
import { createGrantUsersAction } from './grantUsers';
import { createHardenTrustAction } from './hardenTrust';
import { createPlanAction } from './plan';
import { createRegisterAction } from './register';
import { createRevokeAction } from './revoke';
import { createVerifyAction, VerifyEnvironment } from './verify';

/** All actions, in the order of the main template, then the others. */
export function createActions(environment: VerifyEnvironment) {
  return [
    createPlanAction(environment),
    createCreateRoleAction(environment),
    createHardenTrustAction(environment),
    createGrantKmsAction(environment),
    createGrantS3Action(environment),
    createGrantUsersAction(environment),
    createRegisterAction(environment),
    createRevokeAction(environment),
    createAcceptAction(environment),
    createVerifyAction(environment),
  ];
}
