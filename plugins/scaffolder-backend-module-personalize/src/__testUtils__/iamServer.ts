import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SHOP } from './fakeLedger';

/** An IAM without roles, or with the role of set-up `shop`, created by hand. */
export interface IamServer {
  endpoint: string;
  hasRole: boolean;
  stop(): Promise<void>;
}

const TRUST = encodeURIComponent(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'personalize.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  }),
);

const ANSWERS: Record<string, string> = {
  GetRole: `<Role><Path>${SHOP.rolePath}</Path><RoleName>${SHOP.roleName}</RoleName><RoleId>AROAMADEBYHAND000001</RoleId><Arn>${SHOP.roleArn}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${TRUST}</AssumeRolePolicyDocument></Role>`,
  ListAttachedRolePolicies:
    '<AttachedPolicies/><IsTruncated>false</IsTruncated>',
  ListRolePolicies: '<PolicyNames/><IsTruncated>false</IsTruncated>',
};

export async function startIamServer(): Promise<IamServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const iam: IamServer = {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    hasRole: false,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('request', async (request, response) => {
    const action = new URLSearchParams(await text(request)).get('Action') ?? '';
    response.setHeader('content-type', 'text/xml');
    response.statusCode = iam.hasRole ? 200 : 404;
    response.end(
      iam.hasRole
        ? `<${action}Response><${action}Result>${ANSWERS[action]}</${action}Result></${action}Response>`
        : '<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>There is none</Message></Error></ErrorResponse>',
    );
  });
  return iam;
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'string' || address === null) {
    throw new Error('The server has no port');
  }
  return address.port;
}
