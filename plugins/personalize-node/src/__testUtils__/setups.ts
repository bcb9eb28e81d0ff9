import {
  PolicyDocument,
  PolicyStatement,
  refuse,
  RoleSettings,
  RoleTarget,
  roleArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { applyPlan } from '../engine/apply';
import { readRole } from '../aws/iamReads';
import { PartPlan, RevokeSubject, RevokePlan } from '../engine/plan';
import { Part, PartWanted } from '../parts/shared/part';
import { RoleStanding } from '../parts/shared/roleStanding';
import { trustAtBirth } from '../parts/trust/hardening';
import { ACCOUNT, FakeAws, REGION } from './fakeAws';
import { sessionOn } from './sessions';

export const TARGET: RoleTarget = {
  partition: 'aws',
  accountId: ACCOUNT,
  region: REGION,
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
};

export const ROLE_ARN = roleArn(TARGET);

export const SETTINGS: RoleSettings = {
  tags: {},
  servicePolicy: 'scoped',
  cloudWatchMetrics: false,
  adopt: false,
};

export const MANAGED = { 'personalize:managed': 'true' };

export const keyArn = (digit: number, region: string = REGION) =>
  `arn:aws:kms:${region}:${ACCOUNT}:key/${String(digit).repeat(
    8,
  )}-0000-0000-0000-000000000000`;

export const documentOf = (
  ...Statement: PolicyStatement[]
): PolicyDocument => ({ Version: '2012-10-17', Statement });

/** What a key policy has from the start. */
export const ROOT_STATEMENT: PolicyStatement = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

/** The role as create-role leaves it. */
export function addOurRole(
  aws: FakeAws,
  tags: Record<string, string> = MANAGED,
) {
  return aws.iam.addRole({
    roleName: TARGET.roleName,
    path: TARGET.rolePath,
    trustPolicy: trustAtBirth(TARGET),
    tags,
  });
}

/** Plans as one action does, in a session of its own; refuses faults as it does. */
export async function planOf<
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
>(
  part: Pick<Part<never, Wanted, State, never>, 'read' | 'plan'>,
  aws: FakeAws,
  wanted: Wanted,
): Promise<PartPlan> {
  const plan = part.plan(wanted, await part.read(sessionOn(aws), wanted));
  refuse(plan.faults);
  return plan;
}

/** Plans and makes it, as one action does. */
export async function run<
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
>(
  part: Pick<Part<never, Wanted, State, never>, 'read' | 'plan'>,
  aws: FakeAws,
  wanted: Wanted,
  session: AwsSession = sessionOn(aws),
) {
  const plan = part.plan(wanted, await part.read(session, wanted));
  return applyPlan(session, plan);
}

type Revocable<Added> = Pick<
  Part<never, never, { standing: RoleStanding }, Added>,
  'readAdded' | 'planRevoke'
>;

/** Plans to take a part back, by what is on record. */
export async function revokePlanOf<Added>(
  part: Revocable<Added>,
  aws: FakeAws,
  record: Partial<Pick<RevokeSubject, 'holdings' | 'asked'>> = {},
): Promise<RevokePlan> {
  const session = sessionOn(aws);
  const recorded = {
    role: TARGET,
    found: await readRole(session, TARGET.roleName),
    holdings: record.holdings ?? [],
    asked: record.asked ?? {},
  };
  return part.planRevoke(recorded, await part.readAdded(session, recorded));
}

/** Takes a part back. */
export async function revoke<Added>(
  part: Revocable<Added>,
  aws: FakeAws,
  record: Partial<Pick<RevokeSubject, 'holdings' | 'asked'>> = {},
) {
  return applyPlan(sessionOn(aws), await revokePlanOf(part, aws, record));
}

/** What a plan does to what, in order. */
export const steps = ({ changes }: PartPlan) =>
  changes.map(({ change }) => `${change.operation} ${change.resource}`);

export const messages = ({ warnings }: PartPlan) =>
  warnings.map(({ message }) => message);
