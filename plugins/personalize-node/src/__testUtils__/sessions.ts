import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PersonalizeClient } from '@aws-sdk/client-personalize';
import { S3Client } from '@aws-sdk/client-s3';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MANAGED_TAG,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession, Wait } from '../aws/awsSession';
import { RolesOnRecord } from '../aws/rolesOnRecord';
import { StaleReads } from '../aws/staleReads';
import { RequestLog } from '../aws/awsCall';
import { Journal } from '../aws/journal';
import { ACCOUNT, FakeAws, REGION } from './fakeAws';
import { MemoryJournal } from './memoryJournal';

/** The account that Identity Center is managed in. */
export const IDENTITY_CENTER_ACCOUNT = '210987654321';

/** A logger that keeps what is said, by level. */
export class Log implements LoggerService {
  readonly warnings: string[] = [];
  readonly infos: string[] = [];

  error(): void {}
  debug(): void {}

  warn(message: string): void {
    this.warnings.push(message);
  }

  info(message: string): void {
    this.infos.push(message);
  }

  child(): LoggerService {
    return this;
  }
}

/** A session whose waits take no time. */
export function sessionOn(
  aws: Pick<FakeAws, 'endpoint'> & Partial<Pick<FakeAws, 'iam'>>,
  more: {
    signal?: AbortSignal;
    staleReads?: StaleReads;
    journal?: Journal;
    maxAttempts?: number;
    wait?: Wait;
    log?: Log;
    region?: string;
    assumesWriter?: boolean;
    hasIdentityCenter?: boolean;
    /** By default every role with our tag is on record. */
    rolesOnRecord?: RolesOnRecord;
    accessAnalyzer?: AccessAnalyzerClient;
  } = {},
): AwsSession {
  const region = more.region ?? REGION;
  const { identityCenter, ...others } = clientsOf(
    aws.endpoint,
    region,
    more.maxAttempts ?? 1,
  );
  return new AwsSession({
    ...others,
    accountId: ACCOUNT,
    region,
    assumesWriter: more.assumesWriter ?? false,
    accessAnalyzer: more.accessAnalyzer,
    identityCenter:
      more.hasIdentityCenter ?? true
        ? {
            accountId: IDENTITY_CENTER_ACCOUNT,
            region,
            client: identityCenter,
          }
        : undefined,
    logger: more.log ?? new Log(),
    signal: more.signal ?? new AbortController().signal,
    staleReads: more.staleReads ?? new StaleReads(),
    rolesOnRecord: more.rolesOnRecord ?? taggedRoles(aws),
    journal: more.journal ?? new MemoryJournal(),
    requests: new RequestLog(),
    wait: more.wait ?? (async () => {}),
  });
}

type Clients = ReturnType<typeof makeClients>;

/** By their settings: a client that was used before is many times as fast. */
const clients = new Map<string, Clients>();

function clientsOf(...settings: Parameters<typeof makeClients>): Clients {
  const key = settings.join();
  const found = clients.get(key) ?? makeClients(...settings);
  clients.set(key, found);
  return found;
}

function makeClients(endpoint: string, region: string, maxAttempts: number) {
  const settings = {
    region,
    endpoint,
    credentials: { accessKeyId: 'AKIABASE', secretAccessKey: 'base-secret' },
    maxAttempts,
  };
  return {
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    personalize: new PersonalizeClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    identityCenter: new SSOAdminClient(settings),
  };
}

/** The roles of an account that carry our tag, as if runs had created them. */
function taggedRoles({ iam }: Partial<Pick<FakeAws, 'iam'>>): RolesOnRecord {
  return {
    get(arn) {
      const role = iam?.roles.get(arn.split('/').at(-1) ?? '');
      return role?.tags[MANAGED_TAG] === TAG_IS_SET
        ? { ids: [role.roleId], isCreated: true }
        : undefined;
    },
  };
}

/** For what makes no call; a call would fail at once. */
export const NO_AWS = { endpoint: 'http://127.0.0.1:9' };
