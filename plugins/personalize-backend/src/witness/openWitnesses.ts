import { Config } from '@backstage/config';
import {
  LockedBucket,
  SigningKey,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Knex } from 'knex';
import { LockedHeads } from './lockedHeads';
import { SignedHeads } from './signedHeads';
import { Witnesses } from './testimony';
import { readWitnessConfig } from './witnessConfig';

/**
 * The witnesses that `personalize.ledger.witness` names. Nothing is called yet.
 *
 * @returns none where it isn't configured
 * @throws Error that names the configuration path and the rule
 */
export function openWitnesses(config: Config, database: Knex): Witnesses {
  const found = readWitnessConfig(config);
  if (!found) {
    return { all: [], frequencyMs: 0 };
  }
  const { frequencyMs, s3, kms } = found;
  return {
    frequencyMs,
    all: [
      ...(s3 ? [new LockedHeads(new LockedBucket(config, s3), s3)] : []),
      ...(kms
        ? [
            new SignedHeads(new SigningKey(config, kms), {
              database,
              keyArn: kms.keyArn,
              frequencyMs,
            }),
          ]
        : []),
    ],
  };
}
