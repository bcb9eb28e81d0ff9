import { ConflictError } from '@backstage/errors';
import { presentableError } from './actionRun';

it('an error is its message in the log, and acts on nothing that shows it', () => {
  const error = new ConflictError(
    'Nothing was changed:\n- tag \u001b[2J\u009b2J\u202Egnp',
  );

  expect(presentableError(error)).toBe(error);
  const message = 'Nothing was changed:\n- tag \\u001b[2J\\u009b2J\\u202egnp';
  expect(error.message).toBe(message);
  expect(error.stack).toBe(`ConflictError: ${message}`);
});

it('what is no error stays as it is', () => {
  expect(presentableError('gone')).toBe('gone');
});

it('takes the error of a run that was cancelled', () => {
  const { reason } = AbortSignal.abort();

  expect(presentableError(reason)).toBe(reason);
  expect(reason.stack).toBe('AbortError: This operation was aborted');
});
