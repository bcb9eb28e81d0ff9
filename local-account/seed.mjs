// @ts-check
import { GetPolicyCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { HeadBucketCommand, NotFound } from '@aws-sdk/client-s3';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seedBoundaries } from './boundaries.mjs';
import { seedBuckets } from './buckets.mjs';
import { accountId, createClients, partnerAccountId } from './clients.mjs';
import { seedFederation } from './federation.mjs';
import { seedIdentityCenter } from './identityCenter.mjs';
import { seedKeys } from './keys.mjs';
import { seedPeople } from './people.mjs';
import { seedRoles } from './roles.mjs';

/** @typedef {Awaited<ReturnType<typeof seed>>} SeededAccount */

/**
 * Fills an empty local account with the content of a real one.
 *
 * @param {object} options
 * @param {string} options.endpoint
 * @param {string} [options.region]
 * @returns the content of the account, by name; its ids differ each time
 */
export async function seed({ endpoint, region = 'us-east-1' }) {
  const clients = await createClients({ endpoint, region });
  await Promise.all([
    assertEmpty(clients, endpoint),
    assertManagedPoliciesLoaded(clients, endpoint),
  ]);

  const keysSeeded = seedKeys(clients.kms);
  const [keys, buckets, boundaries, roles, people, providers, identityCenter] =
    await Promise.all([
      keysSeeded,
      keysSeeded.then(byAlias =>
        seedBuckets(clients, { recoDataKeyArn: byAlias['alias/reco-data'] }),
      ),
      seedBoundaries(clients.iam),
      seedRoles(clients.iam),
      seedPeople(clients.iam),
      seedFederation(clients.iam),
      seedIdentityCenter(clients),
    ]);
  return {
    accountId,
    partnerAccountId,
    region,
    keys,
    buckets,
    boundaries,
    roles,
    ...people,
    providers,
    identityCenter,
  };
}

/**
 * Seeding twice would create every key twice and then fail.
 *
 * @param {import('./clients.mjs').Clients} clients
 * @param {string} endpoint
 */
async function assertEmpty({ s3 }, endpoint) {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: 'reco-training-data' }));
  } catch (error) {
    if (error instanceof NotFound) {
      return;
    }
    throw error;
  }
  throw new Error(
    `The account at ${endpoint} is already seeded; restart it to seed it again`,
  );
}

/**
 * @param {import('./clients.mjs').Clients} clients
 * @param {string} endpoint
 */
async function assertManagedPoliciesLoaded({ iam }, endpoint) {
  try {
    await iam.send(
      new GetPolicyCommand({
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
  } catch (error) {
    if (error instanceof NoSuchEntityException) {
      throw new Error(
        `The account at ${endpoint} lacks AWS's managed policies; start it with local-account/server.py`,
      );
    }
    throw error;
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string' },
      region: { type: 'string' },
    },
  });
  if (!values.endpoint) {
    throw new Error('Usage: seed.mjs --endpoint URL [--region REGION]');
  }
  const seeded = await seed({
    endpoint: values.endpoint,
    region: values.region,
  });
  process.stdout.write(`${JSON.stringify(seeded)}\n`);
}

if (
  process.argv[1] &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  main().catch(error => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
