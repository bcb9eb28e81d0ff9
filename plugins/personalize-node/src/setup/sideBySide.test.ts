import { ConfigReader } from '@backstage/config';
import {
  BucketAccess,
  bucketStatement,
  keyStatements,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { awsSessionsFromConfig } from '../accounts/awsSessions';
import { kmsPart } from '../parts/kms/part';
import { s3Part } from '../parts/s3/part';
import { trustAtBirth } from '../parts/trust/hardening';
import { ACCOUNT, FakeAws, REGION } from '../__testUtils__/fakeAws';
import { MemoryJournal } from '../__testUtils__/memoryJournal';
import { reach } from '../__testUtils__/reach';
import { Log } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  MANAGED,
  ROOT_STATEMENT,
  run,
  TARGET,
} from '../__testUtils__/setups';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());

const KEY = keyArn(1);
const INPUT: BucketAccess = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['import'],
};

describe('set-ups that run at the same time', () => {
  it('all have their grants on a bucket and a key that they share', async () => {
    const targets = Array.from(
      { length: 20 },
      (_, index): RoleTarget => ({
        ...TARGET,
        roleName: `personalize-team${index}`,
      }),
    );
    for (const { roleName, rolePath } of targets) {
      aws.iam.addRole({
        roleName,
        path: rolePath,
        trustPolicy: trustAtBirth(TARGET),
        tags: MANAGED,
      });
    }
    aws.s3.addBucket('reco-data');
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
    const sessions = awsSessionsFromConfig(
      new ConfigReader({
        aws: { mainAccount: { accessKeyId: 'AKIA', secretAccessKey: 'x' } },
        personalize: {
          accounts: [
            { accountId: ACCOUNT, regions: [REGION], endpoint: aws.endpoint },
          ],
        },
      }),
    );
    const journal = new MemoryJournal();
    const openSession = () =>
      sessions.open({
        accountId: ACCOUNT,
        region: REGION,
        access: 'write',
        reach,
        identity: { taskId: 'task', person: 'user:default/ana' },
        logger: new Log(),
        journal,
      });

    await Promise.all(
      targets.flatMap(role => [
        openSession().then(session =>
          run(
            kmsPart,
            aws,
            {
              role,
              keys: [{ keyId: KEY, workflows: ['import'] }],
              sourceConditions: 'if-present',
              field: 'keys',
            },
            session,
          ),
        ),
        openSession().then(session =>
          run(
            s3Part,
            aws,
            {
              role,
              buckets: [INPUT],
              sourceConditions: 'if-present',
              field: 'buckets',
            },
            session,
          ),
        ),
      ]),
    );

    expect(statementsOf(aws.s3.buckets.get('reco-data')?.policy)).toEqual(
      expect.arrayContaining(
        targets.map(role => bucketStatement(role, INPUT, 'if-present')),
      ),
    );
    expect(statementsOf(aws.kms.keys.get(KEY)?.policy)).toEqual(
      expect.arrayContaining(
        targets.flatMap(role =>
          keyStatements(role, KEY, ['import'], 'if-present'),
        ),
      ),
    );
    // One write each: nobody had to repair what another run undid.
    expect(aws.callsOf('s3:PutBucketPolicy')).toHaveLength(20);
    expect(aws.callsOf('kms:PutKeyPolicy')).toHaveLength(20);
  });
});
