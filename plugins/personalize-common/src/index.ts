/**
 * Words, schemas and policy documents of an Amazon Personalize set-up. Pure: no
 * call to AWS, nothing of Node, so that the portal's pages use the same rules.
 *
 * @packageDocumentation
 */
export * from './adoption/surprises';
export { accountIdRule } from './aws/accountId';
export * from './aws/arn';
export type { AwsFailure } from './aws/failure';
export * from './aws/regions';
export { rolePathRule } from './aws/rolePath';
export {
  MANAGED_TAG,
  MAX_TAGS,
  PRODUCT_TAGS,
  TAG_IS_SET,
  tagKeyRule,
} from './aws/tags';
export type { TextRule } from './aws/textRule';
export * from './config/catalogConfig';
export * from './config/duration';
export * from './config/knownKeys';
export * from './documents/bucketPolicy';
export * from './documents/keyPolicy';
export * from './documents/servicePolicy';
export * from './documents/userPolicy';
export * from './documents/userTrust';
export * from './entity';
export * from './errors';
export * from './evaluate/answer';
export {
  ABSENT,
  ifCarried,
  known,
  oneOf,
  requestContext,
  UNKNOWN,
  withValues,
} from './evaluate/context';
export type {
  ContextValue,
  RequestContext,
  RequestValue,
} from './evaluate/context';
export { decide } from './evaluate/decide';
export * from './evaluate/decision';
export * from './evaluate/denies';
export type {
  DecidingStatement,
  NamedPolicy,
  PolicyDecision,
} from './evaluate/findings';
export * from './evaluate/identityAllows';
export * from './evaluate/knownResource';
export * from './evaluate/personalizeContext';
export * from './evaluate/request';
export { ROUTES, SETUP_STATUSES } from './http/api';
export type {
  AcceptRequest,
  AcceptResponse,
  AccountItem,
  AccountLimits,
  AccountsResponse,
  AskedAccess,
  AskedRequest,
  AwsRequestRecord,
  BucketItem,
  ChangesResponse,
  CheckResponse,
  Claim,
  ClaimRequest,
  HistoryItem,
  HolderRef,
  Holding,
  IntentAnswer,
  IntentRequest,
  KeyItem,
  LeaseAnswer,
  LeaseRequest,
  LedgerHead,
  LedgerProblem,
  LedgerTestimony,
  LedgerVerification,
  OpenIntent,
  Operations,
  OutcomeRequest,
  PlanResponse,
  PolicyItem,
  RegisterAnswer,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevokedRequest,
  RoleItem,
  RoleRecord,
  RoleRef,
  RunChanges,
  RunRef,
  SetupItem,
  SetupRecord,
  SetupResponse,
  SetupsResponse,
  SetupStatus,
  TeamLimits,
  WrittenDocument,
} from './http/api';
export * from './http/ask';
export * from './plan/change';
export * from './plan/redact';
export * from './policy/compare';
export * from './policy/document';
export * from './policy/fingerprint';
export * from './policy/merge';
export * from './policy/ownership';
export * from './policy/sid';
export * from './policy/size';
export * from './permissions';
export * from './presets/actions';
export * from './presets/sharedAccount';
export * from './request/accounts';
export * from './request/createRole';
export * from './request/grantKms';
export * from './request/grantS3';
export * from './request/grantUsers';
export * from './request/guardrails';
export * from './request/hardenTrust';
export {
  namesRole,
  refuseOtherRole,
  roleOfSetup,
  setupNameIn,
} from './request/namedSetup';
export { fieldPath, valueAt } from './request/path';
export { REQUEST_LIMITS } from './request/size';
export * from './request/register';
export * from './request/revoke';
export * from './request/setup';
export * from './request/types';
export * from './request/accept';
export * from './request/verify';
export type {
  FederationGuardrail,
  UsersGuardrails,
} from './request/usersGuardrails';
export * from './text/inert';
export * from './text/markdown';
export * from './text/printable';
export * from './trust/harden';
export * from './trust/trustDenies';
export * from './trust/trustStatement';
export { bucketPatternHolds, bucketPatternRule } from './teams/bucketPattern';
export {
  keyPatternHolds,
  keyPatternRule,
  namesAskedFor,
  type KeyNames,
} from './teams/keyPattern';
export * from './teams/isolation';
export * from './teams/team';
export * from './verify/expectedAccess';
export * from './verify/heldAccess';
export * from './verify/holders';
export type { DocumentsBefore } from './verify/opened/before';
export { weakenedDenies } from './verify/opened/goneDenies';
export type { SetupStatements } from './verify/opened/otherSetup';
export * from './verify/finding';
export * from './verify/ids';
export * from './verify/judgeSetup';
export { obstacleFinding } from './verify/works/obstacles';
export * from './verify/proveSetup';
export { describeFinding } from './verify/sentences';
export { isAdoptedRole } from './verify/standing';
export type { Standing } from './verify/standing';
export * from './verify/setupProof';
export * from './workflows';
