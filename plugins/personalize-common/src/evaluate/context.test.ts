import { matchConditions } from './conditions';
import { requestContext, withResource } from './context';

function answerTo(value: string, resourceTags?: Record<string, string>) {
  const [{ answer }] = matchConditions(
    { StringEquals: { 'aws:ResourceTag/Team': value } },
    withResource(requestContext({}), { resourceTags }),
    '2012-10-17',
  );
  return answer;
}

describe('withResource', () => {
  it('decides by a tag of the resource, whose key compares without case', () => {
    expect(answerTo('shop', { team: 'shop' })).toBe('yes');
    expect(answerTo('shop', { team: 'Shop' })).toBe('no');
  });

  it('knows that the resource has no other tag', () => {
    expect(answerTo('shop', { owner: 'shop' })).toBe('no');
    expect(answerTo('shop', {})).toBe('no');
  });

  it('leaves tags that nobody read unknown', () => {
    expect(answerTo('shop')).toBe('unknown');
  });

  it.each(['aws:ResourceAccount', 's3:ResourceAccount'])(
    'decides by %s where the account is known',
    key => {
      const answerFor = (resourceAccount?: string) =>
        matchConditions(
          { StringEquals: { [key]: '111122223333' } },
          withResource(requestContext({}), { resourceAccount }),
          '2012-10-17',
        ).map(({ answer }) => answer);

      expect(answerFor('111122223333')).toEqual(['yes']);
      expect(answerFor('444455556666')).toEqual(['no']);
      expect(answerFor()).toEqual(['unknown']);
    },
  );
});
