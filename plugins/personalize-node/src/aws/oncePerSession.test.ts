import { NO_AWS, sessionOn } from '../__testUtils__/sessions';
import { oncePerSession } from './oncePerSession';

function countingRead() {
  let count = 0;
  return oncePerSession(async (_session, subject) => {
    count += 1;
    return `${subject} ${count}`;
  });
}

describe('oncePerSession', () => {
  it('asks once for each subject, also when asked at the same time', async () => {
    const read = countingRead();
    const session = sessionOn(NO_AWS);

    expect(await Promise.all([read(session, 'a'), read(session, 'a')])).toEqual(
      ['a 1', 'a 1'],
    );
    expect(await read(session, 'b')).toBe('b 2');
    expect(await read(session, 'a')).toBe('a 1');
  });

  it('asks again in another session', async () => {
    const read = countingRead();

    expect(await read(sessionOn(NO_AWS), 'a')).toBe('a 1');
    expect(await read(sessionOn(NO_AWS), 'a')).toBe('a 2');
  });

  it('asks afresh on demand, and keeps the new answer', async () => {
    const read = countingRead();
    const session = sessionOn(NO_AWS);
    await read(session, 'a');

    expect(await read.afresh(session, 'a')).toBe('a 2');
    expect(await read(session, 'a')).toBe('a 2');
  });

  it('keeps reads apart', async () => {
    const session = sessionOn(NO_AWS);
    const [one, other] = [countingRead(), countingRead()];

    expect(await one(session, 'a')).toBe('a 1');
    expect(await other(session, 'a')).toBe('a 1');
  });
});
