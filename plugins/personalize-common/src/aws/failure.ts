/**
 * What kind of failure a call to AWS met. The first three are answers to the
 * call itself; the others say nothing of what was asked.
 *
 * - `refused`: AWS doesn't allow this call; another one it may
 * - `absent`: AWS has no such resource
 * - `rejected`: AWS doesn't take the call as it is, for example a malformed document
 * - `throttled`: AWS had too many calls from the account, and would answer later
 * - `credentials`: AWS refuses the credentials themselves, and so every call
 * - `unanswered`: no answer, that of a server that fails, or one that names no error
 */
export type AwsFailure =
  | 'refused'
  | 'absent'
  | 'rejected'
  | 'throttled'
  | 'credentials'
  | 'unanswered';
