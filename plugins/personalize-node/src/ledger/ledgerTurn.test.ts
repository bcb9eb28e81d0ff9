import { AwsOperationError } from '../aws/awsError';
import { IdentityCenterProcessError } from '../aws/identityCenterProcess';
import { RequestLog, WriteEnd } from '../aws/awsCall';
import { outcomeOf } from './ledgerTurn';

const CALL = {
  operation: 'sso-admin:CreateAccountAssignment',
  resource: 'group g-1',
};

/** A log in which writes ended, in order. */
function logOf(...ends: WriteEnd[]): RequestLog {
  const log = new RequestLog();
  ends.forEach((end, index) =>
    log.note(end, { operation: 'iam:DeletePolicy', requestId: `id-${index}` }),
  );
  return log;
}

const cancelled = new Error('The task was cancelled');

describe('the outcome of a change that ended with an error', () => {
  it.each<[string, WriteEnd[], string]>([
    ['nothing was sent', [], 'failed'],
    ['AWS refused it', ['refused'], 'failed'],
    ['AWS refused the last of its writes', ['made', 'refused'], 'failed'],
    ['no answer came', ['unanswered'], 'unknown'],
    ['something went wrong after AWS took it', ['made'], 'unknown'],
    ['AWS took it in the end', ['refused', 'made'], 'unknown'],
    [
      'AWS refused what it may have made before',
      ['unanswered', 'refused'],
      'unknown',
    ],
  ])('where %s', (_when, ends, outcome) => {
    expect(outcomeOf(cancelled, logOf(...ends), 0).outcome).toBe(outcome);
  });

  it('rests on the writes since its beginning alone', () => {
    const log = logOf('made', 'made');

    expect(outcomeOf(cancelled, log, 2)).toEqual({
      outcome: 'failed',
      requests: [],
      error: 'Error',
      message: 'The task was cancelled',
    });
    expect(outcomeOf(cancelled, log, 1)).toEqual({
      outcome: 'unknown',
      requests: [{ operation: 'iam:DeletePolicy', requestId: 'id-1' }],
      message: 'The task was cancelled',
    });
  });

  it('is called by AWS’s name of the error', () => {
    const error = new AwsOperationError(
      CALL,
      Object.assign(new Error('no'), { name: 'AccessDenied' }),
    );

    expect(outcomeOf(error, logOf('refused'), 0)).toMatchObject({
      error: 'AccessDenied',
      message: error.message,
    });
  });

  it('is a failure where Identity Center says that it did not bring it to an end', () => {
    const failed = { Status: 'FAILED', RequestId: 'r' };

    expect(
      outcomeOf(
        new IdentityCenterProcessError(
          CALL,
          { ...failed, FailureReason: 'no such group' },
          'failed',
        ),
        logOf('made'),
        0,
      ).outcome,
    ).toBe('failed');
    expect(
      outcomeOf(
        new IdentityCenterProcessError(
          CALL,
          { Status: 'IN_PROGRESS', RequestId: 'r' },
          'took too long',
        ),
        logOf('made'),
        0,
      ).outcome,
    ).toBe('unknown');
  });
});
