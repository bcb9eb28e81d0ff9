import { matchConditions } from './conditions/conditions';
import { requestContext } from './context';
import { withResourceTags } from './resourceTags';

function answerTo(value: string, tags?: Record<string, string>) {
  const [{ answer }] = matchConditions(
    { StringEquals: { 'aws:ResourceTag/Team': value } },
    withResourceTags(requestContext({}), tags),
    '2012-10-17',
  );
  return answer;
}

describe('withResourceTags', () => {
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
});
