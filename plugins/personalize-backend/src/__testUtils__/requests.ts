import {
  Change,
  Finding,
  IntentAnswer,
  LeaseAnswer,
  RoleRecord,
  RoleRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { randomUUID } from 'node:crypto';
import { ANA, as, DATA, Portal } from './portal';

/** The scaffolder's backend itself. */
export const SCAFFOLDER = as.service('plugin:scaffolder');
/** Ana, on whose behalf the scaffolder's backend calls. */
export const ANA_IN_TASK = as.personThrough('plugin:scaffolder', ANA);

export const RUN = { taskId: 'task-1', stepId: 'grant-s3', taskUser: ANA };

/** A different role for each set-up. */
export function roleOf(setup: string, accountId = DATA): RoleRef {
  return {
    partition: 'aws',
    accountId,
    region: 'us-east-1',
    roleName: `personalize-${setup}`,
    rolePath: '/personalize/',
  };
}

/** A change of a bucket's policy, with a statement that others wrote. */
export const CHANGE: Change = {
  part: 's3',
  resource: 'arn:aws:s3:::reco-data',
  operation: 'create',
  after: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Payroll',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999999999999:root' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::reco-data/payroll/*',
      },
    ],
  },
};

/** Registers a set-up as the scaffolder does. */
export async function register(
  portal: Portal,
  name: string,
  more: { owner?: string; accountId?: string } = {},
) {
  const { owner = 'group:default/recommendations', accountId } = more;
  return portal.call('POST', '/ledger/setups', ANA_IN_TASK, {
    ...(await begun(portal, name, accountId)),
    name,
    owner,
  });
}

/** What a run that starts now knows of a set-up's role, for its records. */
export async function begun(portal: Portal, setup: string, accountId = DATA) {
  const { claim } = await recordOf(portal, setup, accountId);
  return {
    role: roleOf(setup, accountId),
    claimSeq: claim?.seq ?? 0,
    run: RUN,
  };
}

/** Reports the result of a proof that starts to read now. */
export async function prove(
  portal: Portal,
  setup: string,
  findings: Finding[],
) {
  const run = await begun(portal, setup);
  const { accountId, roleName } = run.role;
  const { body } = await portal.get(
    `/ledger/roles/${accountId}/${roleName}/changes?taskId=${RUN.taskId}`,
    SCAFFOLDER,
  );
  return portal.call('POST', `/ledger/setups/${setup}/report`, SCAFFOLDER, {
    ...run,
    since: body.since,
    person: ANA,
    findings,
    isAdopted: false,
  });
}

/** Asks for the lease on a resource. */
export async function lease(
  portal: Portal,
  waiterId: string = randomUUID(),
): Promise<LeaseAnswer> {
  const { body } = await portal.call('POST', '/ledger/leases', SCAFFOLDER, {
    resource: CHANGE.resource,
    waiterId,
    run: RUN,
    person: ANA,
  });
  return body;
}

/** Everything recorded about the role of a set-up. */
export async function recordOf(
  portal: Portal,
  setup: string,
  account = DATA,
): Promise<RoleRecord> {
  const { accountId, roleName, region } = roleOf(setup, account);
  const { body } = await portal.get(
    `/ledger/roles/${accountId}/${roleName}?region=${region}`,
    SCAFFOLDER,
  );
  return body;
}

/**
 * Records {@link CHANGE} for a set-up that it registers, and leaves the change
 * open.
 */
export async function openChange(
  portal: Portal,
  setup: string,
): Promise<IntentAnswer> {
  const run = await begun(portal, setup);
  const answer = await lease(portal);
  const leaseId = answer.granted ? answer.leaseId : undefined;
  const { body } = await portal.call('POST', '/ledger/intents', ANA_IN_TASK, {
    leaseId,
    ...run,
    change: CHANGE,
  });
  await portal.call('DELETE', `/ledger/leases/${leaseId}`, SCAFFOLDER);
  return body;
}
