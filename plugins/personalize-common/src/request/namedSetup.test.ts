import { InvalidRequestError } from '../errors';
import {
  namesRole,
  refuseOtherRole,
  roleOfSetup,
  setupNameIn,
} from './namedSetup';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
};
const SHOP = { name: 'shop', ...ROLE };

describe('the name of a set-up in an input', () => {
  it.each<[string, unknown, string | undefined]>([
    ['is read', { name: 'shop' }, 'shop'],
    ['is read beside a role', SHOP, 'shop'],
    ['may be missing', {}, undefined],
    ['may be left empty', { name: '' }, undefined],
    ['must be one that the catalog takes', { name: 'my shop' }, undefined],
    ['must be text', { name: 5 }, undefined],
    ['isn’t in what is no object', 'shop', undefined],
  ])('%s', (_what, input, name) => {
    expect(setupNameIn(input)).toBe(name);
  });

  it('stands alone where no role is named', () => {
    expect(namesRole({ name: 'shop', roleName: '' })).toBe(false);
    expect(namesRole({ name: 'shop', accountId: ROLE.accountId })).toBe(false);
    expect(namesRole(SHOP)).toBe(true);
  });
});

describe('the role of a registered set-up', () => {
  it('is one that can be asked for', () => {
    expect(roleOfSetup(SHOP)).toEqual({ partition: 'aws', ...ROLE });
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing', { name: 'shop' }],
    ['the same', SHOP],
    ['part of the same', { name: 'shop', region: 'us-east-1' }],
    ['empty texts', { name: 'shop', rolePath: '', roleName: '' }],
  ])('goes with %s', (_what, input) => {
    expect(() => refuseOtherRole(input, SHOP)).not.toThrow();
  });

  it('doesn’t go with another, and each field is named', () => {
    const other = { ...SHOP, accountId: '210987654321', rolePath: '/x/' };

    expect(() => refuseOtherRole(other, SHOP)).toThrow(InvalidRequestError);
    expect(() => refuseOtherRole(other, SHOP)).toThrow(
      'accountId: "210987654321" was given, but set-up shop is registered with 123456789012; leave it out\n' +
        'rolePath: "/x/" was given, but set-up shop is registered with /personalize/; leave it out',
    );
  });
});
