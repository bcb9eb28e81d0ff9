import {
  GetBucketTaggingCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  Bench,
  messagesOf,
  putBucketPolicy,
  REGION,
  Scaffolder,
  shopRequest,
  startBench,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const BUCKET = 'reco-training-data';
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

/** What S3 takes for a Sid, and what it would do where it is shown as it is. */
const SIDS = [
  '[click](https://evil.example)',
  '![x](https://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  'a|b',
  '`code`',
  '\u001b[2J',
  'a\nERROR forged line',
  '\u202Egnp.exe',
  'https://evil.example',
  '=HYPERLINK("https://evil.example")',
];

const statement = (Sid: string, index: number): PolicyStatement => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: `${BUCKET_ARN}/others/${index}/*`,
});

/** What acts where it is shown, but for the line feed between lines of ours. */
const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What a plan warns of: Terraform will take the grant away again. */
const TAG = { Key: 'by', Value: 'terraform [click](https://evil.example)' };

let bench: Bench;
let portal: Scaffolder;
let cleanUp = async () => {};

beforeAll(async () => {
  bench = await startBench();
  portal = await bench.startPortal();
}, 300_000);

afterAll(async () => {
  await cleanUp();
  await bench?.restore();
  await bench?.stop();
});

it('what others call their statements is shown as a name, wherever a run shows it', async () => {
  const s3 = new S3Client({
    region: REGION,
    endpoint: bench.endpoint.endpoint,
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
    forcePathStyle: true,
  });
  await putBucketPolicy(s3, BUCKET, {
    Version: '2012-10-17',
    Statement: SIDS.map(statement),
  });

  const { TagSet = [] } = await s3.send(
    new GetBucketTaggingCommand({ Bucket: BUCKET }),
  );
  const tag = async (tags: typeof TagSet) => {
    await s3.send(
      new PutBucketTaggingCommand({
        Bucket: BUCKET,
        Tagging: { TagSet: tags },
      }),
    );
  };
  cleanUp = () => tag(TagSet);
  await tag([...TagSet, TAG]);

  const result = await portal.run(shopRequest);
  expect(result.status).toBe('completed');

  const checks = JSON.parse(
    JSON.stringify(result.output.steps.verify?.output.checks),
  );
  const sids: unknown[] = [];
  for (const { statement: at, title, remedy } of checks) {
    sids.push(at?.sid);
    expect(`${title} ${remedy}`).not.toMatch(/\n/);
    expect(`${title} ${remedy}`).not.toMatch(ACTS);
  }
  // What is compared is the Sid as it is, and their statements stay.
  expect(sids).toEqual(expect.arrayContaining(SIDS));
  expect((await bench.state()).bucketPolicies[BUCKET]?.Statement).toEqual(
    expect.arrayContaining(SIDS.map(statement)),
  );

  const lines = messagesOf(result);
  expect(lines.filter(line => /gnp\.exe/.test(line))).not.toEqual([]);
  expect(lines.filter(line => ACTS.test(line))).toEqual([]);
  expect(lines.join('\n').split('\n')).not.toContainEqual(
    expect.stringMatching(/^ERROR/),
  );

  const shown = result.output.text?.[0].content ?? '';
  expect(shown).toContain('\\[click\\](`https://evil.example)"`');
  expect(shown).toContain(
    '(tag by=terraform \\[click\\](`https://evil.example))`',
  );
  expect(shown).toContain('\\<img src=x onerror=alert(1)\\>');
  expect(shown).toContain('\\`code\\`');
  expect(shown).toContain('a\\|b');
  expect(shown).not.toMatch(ACTS);
  // Outside of code there is no address.
  expect(shown.replace(/`+[^`\n]*`+/g, '')).not.toContain('://');

  const { body } = await portal.api('GET', '/setups/shop');
  expect(JSON.stringify(body)).toContain('gnp.exe');
  const { body: again } = await portal.api('POST', '/setups/shop/check');
  const titles = [body, again].flatMap(answer =>
    JSON.parse(JSON.stringify(answer.checks)).map(
      ({ title }: { title: string }) => title,
    ),
  );
  expect(titles.filter(title => /\n/.test(title) || ACTS.test(title))).toEqual(
    [],
  );
});
