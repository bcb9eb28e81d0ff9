import { refuseOutsideAccounts } from './accounts';

const ACCOUNTS = [
  { accountId: '111111111111', regions: ['eu-west-1'] },
  { accountId: '222222222222', regions: ['us-east-1', 'us-west-2'] },
];

describe('refuseOutsideAccounts', () => {
  it('lets the Regions of an account through', () => {
    expect(() =>
      refuseOutsideAccounts(
        { accountId: '222222222222', region: 'us-west-2' },
        ACCOUNTS,
        { regions: ['us-east-1', 'us-west-2'] },
      ),
    ).not.toThrow();
  });

  it('refuses another account', () => {
    expect(() =>
      refuseOutsideAccounts(
        { accountId: '333333333333', region: 'us-east-1' },
        ACCOUNTS,
      ),
    ).toThrow(
      'accountId: "333333333333" was given, but the configuration personalize.accounts allows 111111111111, 222222222222',
    );
  });

  it('refuses a Region of another account, once', () => {
    expect(() =>
      refuseOutsideAccounts(
        { accountId: '222222222222', region: 'eu-west-1' },
        ACCOUNTS,
        { regions: ['eu-west-1'] },
      ),
    ).toThrow(
      /^region: "eu-west-1" was given, but the configuration personalize\.accounts\[1\]\.regions allows us-east-1, us-west-2 in account 222222222222$/,
    );
  });

  it('refuses a trust for a Region that the account doesn’t have', () => {
    expect(() =>
      refuseOutsideAccounts(
        { accountId: '111111111111', region: 'eu-west-1' },
        ACCOUNTS,
        { regions: ['eu-west-1', 'us-east-1'] },
      ),
    ).toThrow(
      /^regions: "us-east-1" was given, but .*accounts\[0\]\.regions allows eu-west-1/,
    );
  });

  it('refuses everything where no account is configured', () => {
    expect(() =>
      refuseOutsideAccounts(
        { accountId: '111111111111', region: 'eu-west-1' },
        [],
      ),
    ).toThrow(/personalize\.accounts allows none/);
  });
});
