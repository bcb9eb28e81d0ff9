import {
  bytesOf,
  charactersOf,
  PolicyDocument,
  PolicyRoom,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { PassingError } from '../aws/retry';

/** A place in AWS for one policy document, with how to read and write it. */
export interface PolicyHome {
  /** As in `Change.resource`. */
  resource: string;
  /** For messages, for example `the policy of bucket reco-data`. */
  name: string;
  unit: PolicyRoom['unit'];
  /** In `unit`. */
  limit: number;
  /** What to do if a document exceeds the limit; a sentence. */
  remedy: string;
  /** Asks AWS each time. */
  read(session: AwsSession): Promise<PolicyDocument | undefined>;
  write(session: AwsSession, document: PolicyDocument): Promise<void>;
  /** Undefined if a document can't be removed, as on a key or in a role's trust. */
  remove?(session: AwsSession): Promise<void>;
  /** Errors of a write that pass by themselves; the write is repeated after a fresh read. */
  passing?: PassingError;
}

/** How much of the limit a document takes. */
export function roomIn(
  home: Pick<PolicyHome, 'resource' | 'unit' | 'limit'>,
  document: PolicyDocument | undefined,
): PolicyRoom {
  const used =
    home.unit === 'bytes' ? bytesOf(document) : charactersOf(document);
  return {
    resource: home.resource,
    unit: home.unit,
    used,
    limit: home.limit,
    left: home.limit - used,
  };
}
