export { ACTIONS, PUBLISHED_ACTIONS } from './actions';
export type { ActionHandlers, HandlerResult } from './actionHandlers';
export type {
  AccountState,
  ManagedPolicyState,
  RoleState,
  StoredPolicy,
} from './accountState';
export {
  putBucketPolicy,
  putInlinePolicy,
  putKeyPolicy,
  putTrustPolicy,
} from './accountState';
export { breaking, type Breaking, type Edit, type Mend } from './breaking';
export type { AwsAnswer, AwsFault } from './awsAnswer';
export type { AwsOperation, AwsRequest } from './awsRequest';
export {
  databasesFolder,
  OPENED,
  ACCOUNT,
  PARTNER_ACCOUNT,
  REGION,
  startBench,
  type Bench,
} from './bench';
export {
  callsByStep,
  describeCall,
  holdTogether,
  personOf,
  stepOf,
  writesTo,
} from './calls';
export {
  startLocalAccount,
  type LocalAccount,
  type SeededAccount,
} from './localAccount';
export type { PeopleState, PermissionSetState } from './peopleState';
export {
  startPortalProcess,
  type PortalProcess,
  type PortalProcessOptions,
} from './portalProcess';
export {
  endOfTask,
  postTask,
  runTask,
  untilTemplatesAreThere,
  type PortalTask,
} from './portalTasks';
export { startPostgres, type Postgres } from './postgres';
export {
  startRecordingEndpoint,
  type AwsCall,
  type InterceptedCall,
  type Interceptor,
  type RecordingEndpoint,
} from './recordingEndpoint';
export {
  failureOf,
  messagesOf,
  oneStepWith,
  revokeTemplate,
  SECRET,
  shippedTemplate,
  userAccessTemplate,
  type ApiAnswer,
  type DryRunResult,
  type Scaffolder,
  type StepOutput,
  type TaskOutput,
  type TaskResult,
} from './scaffolder';
export * from './expectedPolicies';
export { sampleOrAll } from './inFull';
export * from './requests';
export { denied, failFirst, lagBehind, meanwhile, named } from './faults';
