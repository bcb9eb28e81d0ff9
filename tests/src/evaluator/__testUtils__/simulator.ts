import { runSimulation, Simulation } from '@cloud-copilot/iam-simulate';
import { RequestPrincipal } from '@personalize-portal/backstage-plugin-personalize-common';
import { Case } from './cases';

/** What comes of a request, with an explicit Deny told apart from the lack of an Allow. */
export type SimulatedOutcome = 'allowed' | 'explicit-deny' | 'denied';

/**
 * Has the simulator decide a case.
 *
 * @throws Error when it doesn't take the case as it is: then nothing is compared
 */
export async function simulate(theCase: Case): Promise<SimulatedOutcome> {
  const answer = await runSimulation(simulationOf(theCase), {});
  if (answer.resultType !== 'single') {
    throw new Error(
      `The simulator can't decide this: ${JSON.stringify(answer)}`,
    );
  }
  const ignored = answer.result.ignoredContextKeys ?? [];
  if (ignored.length > 0) {
    throw new Error(`The simulator ignores ${ignored.join()}`);
  }
  switch (answer.overallResult) {
    case 'Allowed':
      return 'allowed';
    case 'ExplicitlyDenied':
      return 'explicit-deny';
    default:
      return 'denied';
  }
}

function simulationOf({
  principal,
  action,
  resource,
  accountId,
  context,
  identity,
  resourcePolicy,
  boundary,
}: Case): Simulation {
  return {
    request: {
      principal: nameOf(principal),
      action,
      resource: { resource, accountId },
      contextVariables: context,
    },
    identityPolicies: identity.map((policy, i) => ({
      name: `identity ${i}`,
      policy,
    })),
    resourcePolicy,
    ...(boundary
      ? { permissionBoundaryPolicies: [{ name: 'boundary', policy: boundary }] }
      : {}),
    // Nothing is known of the organisation, so it allows everything.
    serviceControlPolicies: [
      {
        orgIdentifier: 'organisation',
        policies: [
          {
            name: 'FullAWSAccess',
            policy: {
              Version: '2012-10-17',
              Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
            },
          },
        ],
      },
    ],
    resourceControlPolicies: [{ orgIdentifier: 'organisation', policies: [] }],
  };
}

function nameOf(principal: RequestPrincipal): string {
  switch (principal.kind) {
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    default:
      return principal.arn;
  }
}
