import { ServiceUnavailableError } from '@backstage/errors';
import {
  Finding,
  ReportRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAuditor } from '../__testUtils__/fakeAuditor';
import { fakeLedger } from '../__testUtils__/fakeLedger';
import { reportProof } from './verify';

const FAILED: Finding = {
  id: 'opened:arn:aws:s3:::reco-data',
  kind: 'opened',
  outcome: 'failed',
  subjects: {
    isOwn: false,
    excess: [{ dimension: 'principal', values: ['account 999999999999'] }],
    passesRoles: false,
  },
};
const REPORT: ReportRequest = {
  role: {
    partition: 'aws',
    accountId: '123456789012',
    region: 'us-east-1',
    roleName: 'personalize-shop',
    rolePath: '/personalize/',
  },
  claimSeq: 7,
  since: 9,
  run: { taskId: 'task-1', stepId: 'verify', taskUser: 'user:default/ben' },
  person: 'user:default/ana',
  findings: [{ ...FAILED, id: 'role:exists', outcome: 'passed' }, FAILED],
  isAdopted: false,
};

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
  const answer = await reportProof({ ledger, auditor }, 'shop', REPORT);
  expect(answer).toEqual({ status: 'ok' });

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
