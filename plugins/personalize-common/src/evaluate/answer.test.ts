import {
  commonAnswer,
  allOf,
  Answer,
  answerOf,
  anyOf,
  opposite,
} from './answer';

describe('answers taken together', () => {
  it.each<[Answer[], Answer, Answer, Answer]>([
    // What all say, what any says, in what all agree.
    [[], 'yes', 'no', 'unknown'],
    [['yes'], 'yes', 'yes', 'yes'],
    [['no'], 'no', 'no', 'no'],
    [['unknown'], 'unknown', 'unknown', 'unknown'],
    [['yes', 'yes'], 'yes', 'yes', 'yes'],
    [['yes', 'no'], 'no', 'yes', 'unknown'],
    [['no', 'no'], 'no', 'no', 'no'],
    [['yes', 'unknown'], 'unknown', 'yes', 'unknown'],
    [['no', 'unknown'], 'no', 'unknown', 'unknown'],
    [['unknown', 'no', 'yes'], 'no', 'yes', 'unknown'],
  ])('%j: all %s, any %s, agreed %s', (answers, all, any, inCommon) => {
    expect(allOf(answers)).toBe(all);
    expect(anyOf(answers)).toBe(any);
    expect(commonAnswer(answers)).toBe(inCommon);
  });
});

it('the opposite of what is unknown is unknown', () => {
  expect([opposite('yes'), opposite('no'), opposite('unknown')]).toStrictEqual([
    'no',
    'yes',
    'unknown',
  ]);
});

it('a fact is a yes or a no', () => {
  expect([answerOf(true), answerOf(false)]).toStrictEqual(['yes', 'no']);
});
