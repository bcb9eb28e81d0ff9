/**
 * The parts of an Amazon Personalize set-up: each reads AWS, plans, applies,
 * checks and revokes itself.
 *
 * @packageDocumentation
 */
export * from './accounts/accessAnalyzerConfig';
export * from './accounts/accountFields';
export * from './accounts/accountsConfig';
export * from './accounts/guardrailsConfig';
export { rolesOnRecord } from './aws/rolesOnRecord';
export { refuseUnknownSections } from './accounts/knownKeys';
export { readPlatformTeams, readTeams } from './accounts/teamsConfig';
export { AwsSession } from './aws/awsSession';
export type { IdentityCenterAccess } from './aws/awsSession';
export * from './accounts/awsSessions';
export * from './accounts/identityCenterConfig';
export type { RunIdentity } from './accounts/runIdentity';
export * from './attempt/actor';
export * from './attempt/admit';
export type { JudgedRequest } from './attempt/claim';
export * from './attempt/rights';
export * from './attempt/initiator';
export { AwsOperationError } from './aws/awsError';
export * from './aws/inventory';
export { IdentityCenterProcessError } from './aws/identityCenterProcess';
export * from './engine/apply';
export type { Entry, Journal, Turn, TurnRequest } from './aws/journal';
export { settleOrphans } from './engine/turn';
export * from './engine/plan';
export { LedgerClient, ledgerServiceRef } from './ledger/ledgerClient';
export { LedgerJournal } from './ledger/ledgerJournal';
export type { RunRecord } from './ledger/ledgerTurn';
export type { LedgerService } from './ledger/ledgerService';
export { kmsPart } from './parts/kms/part';
export * from './parts/shared/part';
export { heldNow } from './parts/registry';
export { rolePart } from './parts/role/part';
export { s3Part } from './parts/s3/part';
export {
  readRoleStanding,
  refuseForeignRole,
  servicePolicyArn,
} from './parts/shared/roleStanding';
export type { RoleStanding } from './parts/shared/roleStanding';
export { readTargetRole } from './parts/shared/targetRole';
export { trustPart } from './parts/trust/part';
export { trustAfter } from './parts/trust/plan';
export { holderRefs } from './parts/users/holderRefs';
export { usersPart } from './parts/users/part';
export * from './permissions/rules';
export { permits } from './permissions/judge';
export * from './permissions/setupResource';
export type { RunReach } from './portalRole/sessionPolicy';
export { askedToExpected } from './setup/expectedAccess';
export * from './setup/permissions';
export * from './setup/revocation';
export { planSetup } from './setup/planSetup';
export type { SetupPlan } from './setup/planSetup';
export * from './setup/runReach';
export * from './teams/teamLimits';
export { LockedBucket } from './witness/lockedBucket';
export type { LockedBucketPlace } from './witness/lockedBucket';
export { SigningKey } from './witness/signingKey';
export type { SigningKeyPlace } from './witness/signingKey';
export type { WitnessPlace } from './witness/witnessClient';
export { readHeldAccess } from './verify/readHeldAccess';
export * from './verify/verifySetup';
