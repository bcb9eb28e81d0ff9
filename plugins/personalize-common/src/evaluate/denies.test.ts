import { PolicyDocument, PolicyStatement } from '../policy/document';
import { serviceContext } from '../service/requestContext';
import { SERVICE_PRINCIPAL } from '../service/service';
import { stoppingDenies } from './denies';
import { AccessRequest } from './request';

const BUCKET = 'arn:aws:s3:::shop';
const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const caller = { accountId: '012345678901', region: 'us-east-1' };

function requests(hasBoundary = false): AccessRequest[] {
  const uses = [
    { action: 's3:ListBucket', resource: BUCKET },
    { action: 's3:GetObject', resource: `${BUCKET}/in/*` },
    { action: 's3:PutObject', resource: `${BUCKET}/in/*` },
  ];
  return uses.flatMap(use => [
    {
      ...use,
      principal: { kind: 'service', service: SERVICE_PRINCIPAL },
      context: serviceContext({ ...caller, kind: 'service' }),
    },
    {
      ...use,
      principal: { kind: 'role', arn: ROLE_ARN, hasBoundary },
      context: serviceContext({
        ...caller,
        kind: 'role',
        roleArn: ROLE_ARN,
      }),
    },
  ]);
}

function deny(statement: Partial<PolicyStatement>): PolicyStatement {
  return {
    Effect: 'Deny',
    Action: 's3:*',
    Resource: [BUCKET, `${BUCKET}/*`],
    ...(statement.NotPrincipal ? {} : { Principal: '*' }),
    ...statement,
  };
}

function stops(
  statement: Partial<PolicyStatement>,
  asked: readonly AccessRequest[] = requests(),
) {
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [deny(statement)],
  };
  return stoppingDenies({ document, documentName: BUCKET, requests: asked });
}

/** Whom a Deny stops, and how sure that is. */
function stopped(
  statement: Partial<PolicyStatement>,
  asked?: readonly AccessRequest[],
) {
  return stops(statement, asked).map(
    ({ principal, certainty }) => `${principal}: ${certainty}`,
  );
}

const ALL = ['s3:GetObject', 's3:ListBucket', 's3:PutObject'];

describe('denies that stop Personalize', () => {
  it.each([
    ['StringNotEquals', 'aws:SourceVpce', 'vpce-1'],
    ['StringNotEquals', 'aws:SourceVpc', 'vpc-1'],
    ['StringNotEquals', 'aws:SourceIp', '203.0.113.7'],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'],
    ['StringNotEqualsIfExists', 'aws:SourceVpce', 'vpce-1'],
  ])('%s on %s stops service and role', (operator, key, value) => {
    const statement = { Condition: { [operator]: { [key]: value } } };
    expect(stopped(statement)).toStrictEqual(['service: yes', 'role: yes']);
    expect(stops(statement).map(({ actions }) => actions)).toStrictEqual([
      ALL,
      ALL,
    ]);
    expect(stops(statement)[0].cure).toContain('aws:PrincipalIsAWSService');
    expect(stops(statement)[1].cure).toContain(ROLE_ARN);
  });

  it('of another organisation stops the service; of the role’s nothing is known', () => {
    expect(
      stopped({
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      }),
    ).toStrictEqual(['service: yes', 'role: unknown']);
  });

  it('without the encryption header may stop PutObject; a kmsKeyArn on the job is the cure', () => {
    expect(
      stops({
        Sid: 'DenyUnencrypted',
        Action: 's3:PutObject',
        Condition: {
          StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
        },
      }),
    ).toStrictEqual(
      ['service', 'role'].map(principal => ({
        document: BUCKET,
        statement: expect.objectContaining({ Sid: 'DenyUnencrypted' }),
        index: 0,
        sid: 'DenyUnencrypted',
        principal,
        actions: ['s3:PutObject'],
        certainty: 'unknown',
        cure: expect.stringContaining('kmsKeyArn'),
      })),
    );
  });

  it.each(['Bool', 'BoolIfExists'])(
    'of insecure transport is harmless: %s',
    operator => {
      expect(
        stopped({
          Condition: { [operator]: { 'aws:SecureTransport': 'false' } },
        }),
      ).toStrictEqual([]);
    },
  );

  it.each(['Bool', 'BoolIfExists'])(
    'that exempts AWS services frees the service but not the role: %s',
    operator => {
      expect(
        stopped({
          Condition: {
            StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
            [operator]: { 'aws:PrincipalIsAWSService': 'false' },
          },
        }),
      ).toStrictEqual(['role: yes']);
    },
  );

  it('with NotPrincipal stops the service', () => {
    const [first] = stops({
      NotPrincipal: { AWS: [ROLE_ARN, '012345678901'] },
    });
    expect(first).toMatchObject({ principal: 'service', certainty: 'yes' });
    expect(first.cure).toContain('Replace it with Principal "*"');
  });

  it('with NotPrincipal stops a role with a boundary even if it is listed', () => {
    expect(
      stopped(
        { NotPrincipal: { AWS: [ROLE_ARN, '012345678901'] } },
        requests(true),
      ),
    ).toStrictEqual(['service: yes', 'role: yes']);
  });
});

describe('cures', () => {
  it('free whom they are for', () => {
    const fenced = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } };
    const exemptions = {
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      ArnNotEqualsIfExists: { 'aws:PrincipalArn': ROLE_ARN },
    };
    const cures = stops({ Condition: fenced }).map(({ cure }) => cure);
    expect(cures).toStrictEqual(
      Object.entries(exemptions).map(([operator, keys]) =>
        expect.stringContaining(JSON.stringify({ [operator]: keys })),
      ),
    );
    expect(stopped({ Condition: { ...fenced, ...exemptions } })).toStrictEqual(
      [],
    );
  });

  it('aren’t made up where none is known', () => {
    expect(stops({})[0]).not.toHaveProperty('cure');
  });
});

describe('stoppingDenies', () => {
  it('finds a deny that may stop a part of a prefix', () => {
    expect(
      stops({ Action: 's3:GetObject', Resource: `${BUCKET}/in/secret/*` }),
    ).toMatchObject([
      { principal: 'service', certainty: 'unknown' },
      { principal: 'role', certainty: 'unknown' },
    ]);
  });

  it('doesn’t tell of an action as a maybe that is stopped for certain elsewhere', () => {
    const found = stops({ Resource: [BUCKET, `${BUCKET}/in/secret/*`] }, [
      ...requests(),
      ...requests().map(request => ({ ...request, resource: BUCKET })),
    ]);
    expect(
      found.map(({ certainty, actions }) => [certainty, actions]),
    ).toStrictEqual([
      ['yes', ALL],
      ['yes', ALL],
    ]);
  });

  it('tells apart what is stopped for certain and what may be', () => {
    expect(
      stops({ Resource: [BUCKET, `${BUCKET}/in/secret/*`] }).map(
        ({ principal, certainty, actions }) => [principal, certainty, actions],
      ),
    ).toStrictEqual([
      ['service', 'yes', ['s3:ListBucket']],
      ['role', 'yes', ['s3:ListBucket']],
      ['service', 'unknown', ['s3:GetObject', 's3:PutObject']],
      ['role', 'unknown', ['s3:GetObject', 's3:PutObject']],
    ]);
  });

  it('tells of each action once, and of no Sid or cure that isn’t there', () => {
    const statement = deny({ Action: 's3:ListBucket' });
    expect(
      stoppingDenies({
        document: { Statement: statement },
        documentName: BUCKET,
        requests: [...requests().slice(0, 1), ...requests().slice(0, 1)],
      }),
    ).toStrictEqual([
      {
        document: BUCKET,
        statement,
        index: 0,
        principal: 'service',
        actions: ['s3:ListBucket'],
        certainty: 'yes',
      },
    ]);
  });

  it('tells of the statements in order, whoever is stopped', () => {
    expect(
      stoppingDenies({
        document: {
          Statement: [deny({ Action: 's3:Get*' }), deny({ Action: 's3:Put*' })],
        },
        documentName: BUCKET,
        requests: requests(),
      }).map(({ index, principal }) => [index, principal]),
    ).toStrictEqual([
      [0, 'service'],
      [0, 'role'],
      [1, 'service'],
      [1, 'role'],
    ]);
  });

  it('names each statement by its place, in order', () => {
    const document: PolicyDocument = {
      Statement: [
        deny({ Effect: 'Allow' }),
        deny({ Action: 's3:DeleteObject' }),
        deny({ Action: 's3:PutObject', Sid: 'ReadOnly' }),
        deny({ Principal: { Service: 's3.amazonaws.com' } }),
        deny({ Principal: { AWS: '012345678901' }, Action: 's3:GetObject' }),
      ],
    };
    expect(
      stoppingDenies({
        document,
        documentName: BUCKET,
        requests: requests(),
      }).map(({ index, sid, principal }) => [index, sid, principal]),
    ).toStrictEqual([
      [2, 'ReadOnly', 'service'],
      [2, 'ReadOnly', 'role'],
      [4, undefined, 'role'],
    ]);
  });

  it('finds nothing where there is no policy', () => {
    expect(
      stoppingDenies({
        document: undefined,
        documentName: BUCKET,
        requests: requests(),
      }),
    ).toStrictEqual([]);
  });

  it('asks a trust policy without resources', () => {
    expect(
      stoppingDenies({
        document: {
          Statement: [
            { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
          ],
        },
        documentName: 'trust',
        kind: 'trust',
        requests: requests()
          .slice(0, 1)
          .map(request => ({ ...request, action: 'sts:AssumeRole' })),
      }),
    ).toMatchObject([{ principal: 'service', actions: ['sts:AssumeRole'] }]);
  });

  it('takes the account as sent by the service, where it sends one', () => {
    expect(
      stopped({
        Condition: { StringNotEquals: { 'aws:SourceAccount': '012345678901' } },
        Principal: { Service: SERVICE_PRINCIPAL },
      }),
    ).toStrictEqual(['service: unknown']);
    expect(
      stopped({
        Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } },
      }),
    ).toStrictEqual([]);
  });
});
