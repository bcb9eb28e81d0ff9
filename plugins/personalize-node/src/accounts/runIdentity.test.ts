import { sessionName, sourceIdentity, userAgent } from './runIdentity';

const run = { taskId: '5f0c-77', person: 'user.default.ana' };

describe('the identity of a run', () => {
  it('names the session after the task and the source after the person', () => {
    expect(sessionName(run)).toBe('5f0c-77');
    expect(sourceIdentity(run)).toBe('user.default.ana');
  });

  it('calls a run without a task a dry run', () => {
    expect(sessionName({ person: 'user.default.ana' })).toBe('dry-run');
    expect(userAgent({ person: 'user.default.ana' })).toContainEqual([
      'task',
      'dry-run',
    ]);
  });

  it.each([
    ['Ümläut/ß', 'user:default/Ümläut/ß'],
    ['one character', 'x'],
    ['very long', `user:default/${'x'.repeat(100)}`],
    ['line breaks', 'user:default/a\r\nX-Amz-Evil: 1'],
  ])('fits the rules of IAM: %s', (_name, person) => {
    for (const text of [
      sourceIdentity({ person }),
      sessionName({ taskId: person, person }),
    ]) {
      expect(text).toMatch(/^[\w+=,.@-]{2,64}$/);
    }
  });

  it('tells the step in the user agent, where there is one', () => {
    expect(userAgent({ ...run, stepId: 'grant-s3' })).toEqual([
      ['backstage-personalize', '0'],
      ['task', '5f0c-77'],
      ['step', 'grant-s3'],
      ['person', 'user.default.ana'],
    ]);
  });

  it('tells task and person in the user agent, with nothing that ends the entry', () => {
    expect(
      userAgent({ taskId: 'a/b', person: 'user:default/a b\r\n' }),
    ).toEqual([
      ['backstage-personalize', '0'],
      ['task', 'a.b'],
      ['person', 'user.default.a.b..'],
    ]);
  });
});
