/**
 * Scaffolder actions that set up Amazon Personalize permissions in AWS.
 *
 * @packageDocumentation
 */
export { personalizeModule as default } from './module';
export { createCreateRoleAction } from './actions/createRole';
export { createGrantKmsAction } from './actions/grantKms';
export { createGrantS3Action } from './actions/grantS3';
export { createGrantUsersAction } from './actions/grantUsers';
export { createHardenTrustAction } from './actions/hardenTrust';
export { createPlanAction } from './actions/plan';
export { createRegisterAction } from './actions/register';
export { createRevokeAction } from './actions/revoke';
export { createVerifyAction } from './actions/verify';
export type { ActionEnvironment } from './run/actionRun';
