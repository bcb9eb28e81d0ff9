import { parseRevokeRequest } from './revoke';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};

describe('what is to be taken back', () => {
  it('is named by the set-up alone, and not by force unless that is said', () => {
    expect(parseRevokeRequest({ name: 'shop' })).toEqual({
      name: 'shop',
      force: false,
    });
    expect(parseRevokeRequest({ name: 'shop', force: true })).toEqual({
      name: 'shop',
      force: true,
    });
  });

  it('may be named by its role, where it was never registered', () => {
    expect(parseRevokeRequest({ name: '', ...ROLE, rolePath: '' })).toEqual({
      role: { partition: 'aws', ...ROLE, rolePath: '/personalize/' },
      force: false,
    });
    expect(
      parseRevokeRequest(ROLE, { rolePath: '/teams/' }).role?.rolePath,
    ).toBe('/teams/');
  });

  it('must be named', () => {
    expect(() => parseRevokeRequest({ region: 'us-east-1' })).toThrow(
      /^name: nothing was given, but it is required: give the name of the set-up/,
    );
  });

  it.each([
    [{ name: 'my shop' }, /name: "my shop" was given, but a name in the/],
    [
      { name: 'shop', force: 'yes' },
      /force: "yes" was given, but it must be true/,
    ],
    [{ name: 'shop', keys: [] }, /keys: .* there is no such field/],
    [{ ...ROLE, accountId: '1' }, /accountId: "1" was given/],
    [{ ...ROLE, region: 'mars' }, /region: "mars" was given/],
  ])('is refused where it is malformed: %j', (input, message) => {
    expect(() => parseRevokeRequest(input)).toThrow(message);
  });
});
