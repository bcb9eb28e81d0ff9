import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readAccounts, refuseUnknownSections } from './accountsConfig';

const ACCOUNT = { accountId: '012345678901', regions: ['us-east-1'] };

const read = (...accounts: JsonObject[]) =>
  readAccounts(new ConfigReader({ personalize: { accounts } }));

describe('personalize.accounts', () => {
  it('names no account where nothing is configured', () => {
    expect(readAccounts(new ConfigReader({}))).toEqual([]);
  });

  it('reads an account with all that may be set', () => {
    expect(
      read({
        ...ACCOUNT,
        name: 'data-science',
        writer: { roleName: 'portal/writer', externalId: 'w' },
        reader: { roleName: 'reader' },
        endpoint: 'http://localhost:5000',
      }),
    ).toEqual([
      {
        accountId: '012345678901',
        name: 'data-science',
        regions: ['us-east-1'],
        writer: { roleName: 'portal/writer', externalId: 'w' },
        reader: { roleName: 'reader', externalId: undefined },
        endpoint: 'http://localhost:5000',
      },
    ]);
  });

  it('calls an account without a name by its id', () => {
    expect(read(ACCOUNT)[0].name).toBe('012345678901');
  });

  it.each<[string, JsonObject, string]>([
    [
      'an id that lost its leading zero',
      { ...ACCOUNT, accountId: '12345678901' },
      'personalize.accounts[1].accountId is "12345678901", but an account id must be 12 digits in quotes',
    ],
    [
      'an id without quotes',
      { ...ACCOUNT, accountId: 123456789012 },
      'personalize.accounts[1].accountId',
    ],
    ['no id', { regions: ['us-east-1'] }, 'personalize.accounts[1].accountId'],
    [
      'no Region',
      { accountId: '111111111111', regions: [] },
      'personalize.accounts[1].regions is empty; name at least one Region',
    ],
    [
      'a Region without Personalize',
      { accountId: '111111111111', regions: ['us-east-1', 'eu-south-1'] },
      'personalize.accounts[1].regions names "eu-south-1", where Amazon Personalize doesn\'t exist',
    ],
    [
      'an endpoint that is no URL',
      { ...ACCOUNT, endpoint: 'not a url' },
      'personalize.accounts[1].endpoint is "not a url"',
    ],
    [
      'an endpoint without its scheme, which parses as a URL',
      { ...ACCOUNT, endpoint: 'localhost:5000' },
      'personalize.accounts[1].endpoint is "localhost:5000", but an endpoint must be a URL that starts with http:// or https://',
    ],
    [
      'a writer named by its ARN',
      {
        ...ACCOUNT,
        writer: { roleName: 'arn:aws:iam::012345678901:role/writer' },
      },
      'personalize.accounts[1].writer.roleName is "arn:aws:iam::012345678901:role/writer", but it must be the role\'s path and name',
    ],
    [
      'a reader with a leading slash',
      { ...ACCOUNT, reader: { roleName: '/portal/reader' } },
      'personalize.accounts[1].reader.roleName is "/portal/reader", but it must be the role\'s path and name without a leading slash',
    ],
    [
      'a writer without a name',
      { ...ACCOUNT, writer: { externalId: 'x' } },
      'personalize.accounts[1].writer.roleName',
    ],
    [
      'a mistyped key',
      { accountId: '111111111111', region: ['us-east-1'] },
      'personalize.accounts[1].region is an unknown key; known under personalize.accounts[1]: name, regions, accountId, writer, reader, endpoint',
    ],
    [
      'a mistyped key of a role',
      { ...ACCOUNT, writer: { roleName: 'writer', externalID: 'x' } },
      'personalize.accounts[1].writer.externalID is an unknown key; known under personalize.accounts[1].writer: roleName, externalId',
    ],
  ])('refuses %s, naming path and rule', (_name, account, message) => {
    const other = { accountId: '999999999999', regions: ['us-east-1'] };

    expect(() => read(other, account)).toThrow(message);
  });

  it('refuses an account that is named twice', () => {
    expect(() => read(ACCOUNT, { ...ACCOUNT, regions: ['eu-west-1'] })).toThrow(
      'personalize.accounts names account 012345678901 twice; keep one entry with all its Regions',
    );
  });
});

describe('the sections of personalize', () => {
  it('may be missing, or be those that there are', () => {
    expect(() => refuseUnknownSections(new ConfigReader({}))).not.toThrow();
    expect(() =>
      refuseUnknownSections(
        new ConfigReader({ personalize: { accounts: [], guardrails: {} } }),
      ),
    ).not.toThrow();
  });

  it('are refused where one is mistyped, naming path and known ones', () => {
    expect(() =>
      refuseUnknownSections(
        new ConfigReader({ personalize: { guardrail: { rolePath: '/x/' } } }),
      ),
    ).toThrow(
      'personalize.guardrail is an unknown key; known under personalize: accounts, identityCenter, teams, platformTeams, guardrails, isolation, accessAnalyzer, ledger, drift, catalog',
    );
  });
});
