import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readIdentityCenter } from './identityCenterConfig';

const read = (identityCenter: JsonObject) =>
  readIdentityCenter(new ConfigReader({ personalize: { identityCenter } }));

const HOME = { accountId: '012345678901', region: 'eu-south-1' };
const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';

describe('personalize.identityCenter', () => {
  it('is absent where it is not configured', () => {
    expect(readIdentityCenter(new ConfigReader({}))).toBeUndefined();
  });

  it('reads an instance with all that may be set, in a Region without Personalize', () => {
    expect(
      read({
        ...HOME,
        instanceArn: INSTANCE,
        writer: { roleName: 'portal/writer', externalId: 'w' },
        reader: { roleName: 'reader' },
        endpoint: 'http://localhost:5000',
      }),
    ).toEqual({
      accountId: '012345678901',
      region: 'eu-south-1',
      instanceArn: INSTANCE,
      writer: { roleName: 'portal/writer', externalId: 'w' },
      reader: { roleName: 'reader', externalId: undefined },
      endpoint: 'http://localhost:5000',
    });
  });

  it.each<[string, JsonObject, string]>([
    [
      'an id that lost its leading zero',
      { ...HOME, accountId: '12345678901' },
      'personalize.identityCenter.accountId is "12345678901", but an account id must be 12 digits in quotes',
    ],
    [
      'no Region',
      { accountId: HOME.accountId },
      'personalize.identityCenter.region',
    ],
    [
      'a Region that is none',
      { ...HOME, region: 'Frankfurt' },
      'personalize.identityCenter.region is "Frankfurt", but it must be the home Region of Identity Center',
    ],
    [
      'an instance that is no ARN',
      { ...HOME, instanceArn: 'ssoins-0123456789abcdef' },
      'personalize.identityCenter.instanceArn is "ssoins-0123456789abcdef", but it must be the ARN of an instance, such as',
    ],
    [
      'a writer named by its ARN',
      {
        ...HOME,
        writer: { roleName: 'arn:aws:iam::012345678901:role/writer' },
      },
      'personalize.identityCenter.writer.roleName is "arn:aws:iam::012345678901:role/writer"',
    ],
    [
      'an endpoint without its scheme',
      { ...HOME, endpoint: 'localhost:5000' },
      'personalize.identityCenter.endpoint is "localhost:5000"',
    ],
  ])('refuses %s, naming path and rule', (_name, section, message) => {
    expect(() => read(section)).toThrow(message);
  });
});
