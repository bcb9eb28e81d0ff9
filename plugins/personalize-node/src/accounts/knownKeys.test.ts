import { ConfigReader } from '@backstage/config';
import { refuseUnknownSections } from './knownKeys';

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
