import {
  Check,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Baseline, judgeStatus } from './judgeStatus';

type Outcomes = Record<string, Check['outcome']>;

function statusOf(now: Outcomes, baseline: Baseline): SetupStatus {
  return judgeStatus(
    Object.entries(now).map(([id, outcome]) => ({ id, title: id, outcome })),
    baseline,
  );
}

describe('how a set-up stands', () => {
  it.each<[string, Outcomes, Outcomes, SetupStatus]>([
    ['all passes', { a: 'passed' }, { a: 'passed' }, 'ok'],
    ['there is a warning', { a: 'warning' }, { a: 'passed' }, 'ok'],
    ['what failed passes now', { a: 'passed' }, { a: 'failed' }, 'ok'],
    ['what passed fails', { a: 'failed' }, { a: 'passed' }, 'drifted'],
    ['what only warned fails', { a: 'failed' }, { a: 'warning' }, 'drifted'],
    ['something new fails', { a: 'failed' }, { b: 'passed' }, 'drifted'],
    ['what failed still fails', { a: 'failed' }, { a: 'failed' }, 'failed'],
    [
      'more fails than did',
      { a: 'failed', b: 'failed' },
      { a: 'failed', b: 'passed' },
      'drifted',
    ],
    ['something fails and no run was proven', { a: 'failed' }, {}, 'failed'],
    ['what passed can’t be told', { a: 'unknown' }, { a: 'passed' }, 'unknown'],
    ['something new can’t be told', { a: 'unknown' }, {}, 'unknown'],
    [
      'what couldn’t be told still can’t',
      { a: 'unknown', b: 'passed' },
      { a: 'unknown', b: 'passed' },
      'ok',
    ],
    [
      'something fails and something can’t be told',
      { a: 'failed', b: 'unknown' },
      { a: 'passed', b: 'passed' },
      'drifted',
    ],
    [
      'something still fails and something can’t be told',
      { a: 'failed', b: 'unknown' },
      { a: 'failed', b: 'passed' },
      'failed',
    ],
  ])('where %s', (_case, now, baseline, status) => {
    expect(statusOf(now, baseline)).toBe(status);
  });
});
