import { SetupFilter } from '@personalize-portal/backstage-plugin-personalize-common';
import { isLimiting, readFilter, writeFilter } from './filter';

const read = (query: string) => readFilter(new URLSearchParams(query));

describe('the filter in the address', () => {
  it.each<[string, SetupFilter]>([
    ['', {}],
    ['account=012345678901', { accountId: '012345678901' }],
    ['owner=group%3Adefault%2Fshop', { owner: 'group:default/shop' }],
    ['status=drifted', { status: 'drifted' }],
    ['search=a+%26+b', { search: 'a & b' }],
    ['ownerMissing=true', { ownerMissing: true }],
    [
      'account=123456789012&owner=group%3Adefault%2Fshop&status=ok&search=reco&ownerMissing=true',
      {
        accountId: '123456789012',
        owner: 'group:default/shop',
        status: 'ok',
        search: 'reco',
        ownerMissing: true,
      },
    ],
  ])('%p is read and written', (query, filter) => {
    expect(read(query)).toEqual(filter);
    expect(writeFilter(filter).toString()).toBe(query);
    expect(isLimiting(filter)).toBe(query !== '');
  });

  it.each([
    'account=12345',
    'owner=shop',
    'owner=user:default/ana',
    'status=fine',
    'ownerMissing=maybe',
    'search=',
    'other=1',
  ])('%p is left out', query => {
    expect(read(query)).toEqual({});
  });

  it('is as long as the backend takes it', () => {
    expect(read(`search=${'a'.repeat(300)}`).search).toHaveLength(200);
  });
});
