import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { readAccounts, refuseUnknownSections } from './accountsConfig';
import { readGuardrails } from './guardrailsConfig';
import { readTeams } from './teamsConfig';

const README = readFileSync(
  join(__dirname, '..', '..', '..', '..', 'README.md'),
  'utf8',
);

describe('the configuration in the README', () => {
  it('is read as it stands', () => {
    const [block] = README.split('## Configuration\n')[1].split(/\n(?=\S)/);
    const config = new ConfigReader(parse(block));

    expect(readAccounts(config)).toEqual([
      expect.objectContaining({
        accountId: '111122223333',
        writer: {
          roleName: 'personalize-portal/personalize-writer',
          externalId: '${PERSONALIZE_EXTERNAL_ID}',
        },
      }),
    ]);
    expect(readGuardrails(config)).toMatchObject({
      permissionsBoundary:
        'arn:aws:iam::{accountId}:policy/personalize-portal/personalize-boundary',
      federation: { samlProviders: ['company-idp'] },
      sourceConditions: 'if-present',
    });
    expect(readTeams(config, ['111122223333'])).toEqual([
      expect.objectContaining({ group: 'group:default/recommendations' }),
    ]);
    expect(() => refuseUnknownSections(config)).not.toThrow();
  });
});
