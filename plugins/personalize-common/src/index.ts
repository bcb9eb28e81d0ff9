/**
 * Types, schemas and policy documents of an Amazon Personalize set-up. Pure: it
 * doesn't call AWS or use Node, so the portal's pages use the same rules.
 *
 * @packageDocumentation
 */
export * from './adoption/surprises';
export * from './aws/arn';
export { accountIdRule } from './aws/names';
export type { TextRule } from './aws/textRule';
export * from './config/catalogConfig';
export * from './config/values';
export * from './documents/bucketPolicy';
export * from './documents/grants';
export * from './documents/keyPolicy';
export * from './documents/ownership';
export * from './documents/redact';
export * from './documents/userTrust';
export * from './errors';
export * from './evaluate/answer';
export {
  ABSENT,
  type ContextValue,
  ifCarried,
  exactly,
  type KnownResource,
  oneOf,
  type RequestContext,
  requestContext,
  type RequestValue,
  UNKNOWN,
  withResource,
  withValues,
} from './evaluate/context';
export * from './evaluate/decide';
export { stoppingDenies, type StoppingDeny } from './evaluate/denies';
export {
  type DecidingStatement,
  identityAllows,
  type NamedPolicy,
  type PolicyDecision,
} from './evaluate/findings';
export * from './evaluate/request';
export { ROUTES } from './http/api';
export type {
  AcceptRequest,
  AcceptResponse,
  AccountItem,
  AccountLimits,
  AccountsResponse,
  RequestedAccess,
  AccessRecordRequest,
  AwsRequestRecord,
  BucketItem,
  ChangesResponse,
  CheckResponse,
  Claim,
  ClaimRequest,
  HistoryItem,
  HolderRef,
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
  RevocationRequest,
  RoleItem,
  RoleRecord,
  RoleRef,
  RunChanges,
  RunRef,
  SetupItem,
  SetupRecord,
  SetupResponse,
  SetupsResponse,
  TeamLimits,
  WrittenDocument,
} from './http/api';
export * from './http/ask';
export * from './policy/compare';
export * from './policy/document';
export * from './policy/merge';
export * from './request/accept';
export * from './request/accounts';
export * from './request/guardrails';
export {
  namesRole,
  refuseOtherRole,
  roleOfSetup,
  setupNameIn,
} from './request/namedSetup';
export { fieldPath, REQUEST_LIMITS, valueAt } from './request/parse';
export * from './request/register';
export * from './request/revoke';
export {
  parametersOf,
  parseSetupRequest,
  setupFields,
  toParts,
} from './request/setup';
export * from './request/steps';
export type {
  FederationGuardrail,
  UsersGuardrails,
} from './request/usersGuardrails';
export * from './request/verify';
export * from './retry';
export * from './service/permissions';
export * from './service/presets';
export * from './service/requestContext';
export { rolePathRule, type RoleTarget } from './service/role';
export {
  isServiceRegion,
  regionFlaw,
  SERVICE_PRINCIPAL,
  SERVICE_REGIONS,
  serviceArns,
  type ServiceRegion,
} from './service/service';
export * from './service/servicePolicy';
export { ownedSid, type OwnedSidKind, PEOPLE_TRUST_SID } from './service/sids';
export {
  GRANTABLE_TAG,
  MANAGED_TAG,
  MAX_TAGS,
  OWNER_TAG,
  PRODUCT_TAGS,
  TAG_IS_ADOPTED,
  TAG_IS_SET,
  tagKeyRule,
} from './service/tags';
export { teamNamePrefix } from './service/teamActions';
export * from './service/userPolicy';
export * from './service/workflows';
export * from './setup/access';
export * from './setup/change';
export {
  BUCKET_ENTITY_TYPE,
  isNameOfShared,
  KEY_ENTITY_TYPE,
  SETUP_ANNOTATIONS,
  SETUP_ENTITY_FILTER,
  SETUP_ENTITY_KIND,
  SETUP_ENTITY_TYPE,
  setupEntityRef,
  SETUPS_TOPIC,
  USING_TEAMS_FIELD,
} from './setup/entity';
export * from './setup/place';
export * from './setup/status';
export * from './teams/patterns';
export * from './teams/sharedAccount';
export * from './teams/team';
export * from './text/markdown';
export * from './text/printable';
export { trustDenies } from './trust/assumeRole';
export * from './trust/harden';
export type { TrustStop } from './trust/judge';
export * from './trust/trustStatement';
export * from './verify/access';
export * from './verify/finding';
export * from './verify/ids';
export * from './verify/judgeSetup';
export { type DocumentsBefore, weakenedDenies } from './verify/openings/before';
export type { SetupStatements } from './verify/openings/openings';
export * from './verify/policySets';
export * from './verify/proveSetup';
export * from './verify/sentences';
export { isAdoptedRole, type Standing } from './verify/standing';
