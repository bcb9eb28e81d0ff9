import { ServiceUnavailableError } from '@backstage/errors';
import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAuditor } from '../__testUtils__/fakeAuditor';
import { fakeLedger } from '../__testUtils__/fakeLedger';
import { reportProof } from './reportProof';

const FAILED: Check = {
  id: 'opened:arn:aws:s3:::reco-data',
  title: 'Account 999999999999 may read payroll',
  outcome: 'failed',
};
const REPORT = {
  run: { taskId: 'task-1', stepId: 'verify', taskUser: 'user:default/ben' },
  person: 'user:default/ana',
  checks: [{ ...FAILED, id: 'role:exists', outcome: 'passed' }, FAILED],
} satisfies Parameters<typeof reportProof>[2];

const EVENT = {
  eventId: 'setup-check',
  severityLevel: 'medium',
  meta: {
    person: 'user:default/ana',
    taskUser: 'user:default/ben',
    taskId: 'task-1',
    stepId: 'verify',
    setup: 'shop',
    failed: [FAILED.id],
  },
};

it('records the proof, and tells the auditor whose it was and what failed, but not what policies say', async () => {
  const ledger = fakeLedger();
  const auditor = new FakeAuditor();
  await reportProof({ ledger, auditor }, 'shop', REPORT);

  expect(ledger.reportChecks).toHaveBeenCalledWith('shop', REPORT);
  expect(auditor.events).toEqual([{ ...EVENT, outcome: 'success' }]);
});

it('tells the auditor where it can’t be recorded', async () => {
  const error = new ServiceUnavailableError('no ledger');
  const auditor = new FakeAuditor();
  const ledger = fakeLedger();
  ledger.reportChecks.mockRejectedValue(error);

  await expect(
    reportProof({ ledger, auditor }, 'shop', REPORT),
  ).rejects.toThrow(error);
  expect(auditor.events).toEqual([{ ...EVENT, outcome: 'failure', error }]);
});
