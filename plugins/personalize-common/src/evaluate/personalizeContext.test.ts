import { PolicyStatement } from '../policy/document';
import { personalizeContext } from './personalizeContext';
import { matchStatements } from './statement';

const request = {
  principal: { kind: 'service', service: 'personalize.amazonaws.com' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::reco-data/in/*',
  context: personalizeContext({
    kind: 'service',
    accountId: '012345678901',
    region: 'us-east-1',
  }),
} as const;

it.each([
  ['1.2', 'no'],
  ['1.3', 'unknown'],
  ['1.4', 'yes'],
])('a Deny of TLS before %s covers Personalize: %s', (version, answer) => {
  const deny: PolicyStatement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: '*',
    Condition: { NumericLessThan: { 's3:TlsVersion': version } },
  };

  expect(
    matchStatements({ Statement: deny }, 'resource', request)[0].answer,
  ).toBe(answer);
});
