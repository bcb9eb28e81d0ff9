/**
 * The parts of an Amazon Personalize set-up: each reads AWS, plans, applies,
 * checks and revokes itself.
 *
 * @packageDocumentation
 */
export * from './accounts/accountFields';
export * from './accounts/accountsConfig';
export * from './accounts/awsSessions';
export * from './accounts/guardrailsConfig';
export * from './accounts/identityCenterConfig';
export type { RunIdentity } from './accounts/runIdentity';
export { readPlatformTeams, readTeams } from './accounts/teamsConfig';
export * from './attempt/actor';
export * from './attempt/admit';
export type { JudgedRequest } from './attempt/claim';
export * from './attempt/initiator';
export * from './attempt/rights';
export { AwsOperationError } from './aws/awsError';
export { AwsSession } from './aws/awsSession';
export type { IdentityCenterAccess } from './aws/awsSession';
export { IdentityCenterProcessError } from './aws/identityCenterProcess';
export * from './aws/inventory';
export type { Entry, Journal, Turn, TurnRequest } from './aws/journal';
export { rolesOnRecord } from './aws/rolesOnRecord';
export * from './engine/apply';
export * from './engine/plan';
export { settleOrphans } from './engine/turn';
export { LedgerClient, ledgerServiceRef } from './ledger/ledgerClient';
export { LedgerJournal } from './ledger/ledgerJournal';
export type { LedgerService } from './ledger/ledgerService';
export type { RunRecord } from './ledger/ledgerTurn';
export { kmsPart } from './parts/kms/part';
export { heldNow } from './parts/registry';
export { rolePart } from './parts/role/part';
export { s3Part } from './parts/s3/part';
export * from './parts/shared/part';
export {
  foreignRoleFaults,
  readRoleStanding,
  servicePolicyArn,
} from './parts/shared/roleStanding';
export type { RoleStanding } from './parts/shared/roleStanding';
export { readTargetRole } from './parts/shared/targetRole';
export { trustPart } from './parts/trust/part';
export { trustAfter } from './parts/trust/plan';
export { holderRefs } from './parts/users/holderRefs';
export { usersPart } from './parts/users/part';
export { permits } from './permissions/judge';
export * from './permissions/rules';
export type { RunReach } from './portalRole/sessionPolicy';
export { expectedAccess } from './setup/expectedAccess';
export * from './setup/permissions';
export { planSetup } from './setup/planSetup';
export type { SetupPlan } from './setup/planSetup';
export * from './setup/revocation';
export * from './setup/runReach';
export * from './teams/teamLimits';
export { readAccessAnalyzer } from './verify/accessAnalysis';
export type { AccessAnalyzerConfig } from './verify/accessAnalysis';
export { readHeldAccess } from './verify/readHeldAccess';
export * from './verify/verifySetup';
export { LockedBucket } from './witness/lockedBucket';
export type { LockedBucketPlace } from './witness/lockedBucket';
export { SigningKey } from './witness/signingKey';
export type { SigningKeyPlace } from './witness/signingKey';
export type { WitnessPlace } from './witness/witnessClient';
