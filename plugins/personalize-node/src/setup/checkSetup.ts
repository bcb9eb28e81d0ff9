import {
  RoleTarget,
  SetupProof,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { ProofSubject, verifySetup } from '../verify/verifySetup';
import { askedToExpected } from './expectedAccess';

/** What a set-up is checked by. */
export interface RecordedSetup
  extends Omit<ProofSubject, 'expected' | 'record'>,
    NonNullable<ProofSubject['record']> {
  role: RoleTarget;
}

/**
 * Checks on what AWS holds now that a set-up works, that it opened nothing else,
 * and that all of it stands as it was written last. Nothing is written.
 *
 * @throws the signal's reason when cancelled
 */
export function checkSetup(
  session: AwsSession,
  { role, asked, holdings, claim, ...subject }: RecordedSetup,
): Promise<SetupProof> {
  return verifySetup(session, {
    ...subject,
    expected: askedToExpected(role, asked),
    record: { asked, holdings, claim },
  });
}
