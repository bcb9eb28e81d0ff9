import {
  documentFingerprint,
  mergeOwned,
  PartName,
  PolicyDocument,
  PolicyStatement,
  policyText,
  refuse,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ConflictError } from '@backstage/errors';
import { StaleReads } from '../aws/staleReads';
import { AwsOperationError } from '../aws/awsError';
import { MemoryJournal } from '../__testUtils__/memoryJournal';
import { Log, NO_AWS, sessionOn } from '../__testUtils__/sessions';
import { Journal } from '../aws/journal';
import { PlannedChange } from './plan';
import { planPolicyChange, PolicyEdit } from './policyChange';
import { PolicyHome } from './policyHome';

const OURS = {
  Sid: 'PersonalizeS3aaaaaaaaaaaa',
  Effect: 'Allow' as const,
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/*'],
};

const foreign = (Sid: string): PolicyStatement => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::reco/*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const documentOf = (...statements: PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const addOurs: PolicyEdit = found =>
  mergeOwned(found, [OURS], statement => statement.Sid === OURS.Sid).document;

const removeOurs: PolicyEdit = found =>
  mergeOwned(found, [], statement => statement.Sid === OURS.Sid).document;

/** A policy in memory, with what others do to it between our calls. */
class MemoryHome implements PolicyHome {
  readonly resource = 'arn:aws:s3:::reco';
  readonly name = 'the policy of bucket reco';
  readonly unit = 'bytes';
  limit = 20_480;
  readonly remedy = 'Ask for fewer prefixes.';
  /** `read`, or what was written. */
  readonly calls: ('read' | 'write' | 'remove')[] = [];
  /** Answers of the next reads, instead of the truth. */
  staleAnswers: (PolicyDocument | undefined)[] = [];
  /** Each is run after one write. */
  afterWrites: (() => void)[] = [];
  /** Errors of the next writes; each with what somebody else writes at the time. */
  failures: { error: AwsOperationError; meanwhile?: PolicyDocument }[] = [];
  passing: PolicyHome['passing'];

  constructor(public document: PolicyDocument | undefined) {}

  async read() {
    this.calls.push('read');
    return this.staleAnswers.length > 0
      ? this.staleAnswers.shift()
      : this.document;
  }

  async write(_session: unknown, document: PolicyDocument) {
    this.calls.push('write');
    this.set(document);
  }

  async remove() {
    this.calls.push('remove');
    this.set(undefined);
  }

  private set(document: PolicyDocument | undefined) {
    const failure = this.failures.shift();
    if (failure) {
      this.document = failure.meanwhile ?? this.document;
      throw failure.error;
    }
    this.document = document;
    this.afterWrites.shift()?.();
  }
}

function setup(document: PolicyDocument | undefined) {
  const home = new MemoryHome(document);
  const log = new Log();
  const waits: number[] = [];
  const controller = new AbortController();
  const journal = new MemoryJournal();
  const session = sessionOn(NO_AWS, {
    log,
    journal,
    signal: controller.signal,
    staleReads: new StaleReads(() => 0),
    wait: async milliseconds => {
      waits.push(milliseconds);
    },
  });
  const plan = (edit: PolicyEdit) => changesTo('s3', home, edit, home.document);
  return { home, log, waits, controller, journal, session, plan };
}

/** The changes of a document, unless it has faults. */
function changesTo(
  part: PartName,
  home: PolicyHome,
  edit: PolicyEdit,
  found: PolicyDocument | undefined,
): PlannedChange[] {
  const { changes, faults } = planPolicyChange(part, home, found, edit);
  refuse(faults);
  return changes;
}

describe('planning the change of a policy', () => {
  it('plans nothing where the document is as wanted', () => {
    const { plan } = setup(documentOf(foreign('Tls'), OURS));

    expect(plan(addOurs)).toEqual([]);
  });

  it('shows the document before and after, of a create, an update and a delete', () => {
    const before = documentOf(foreign('Tls'));
    expect(setup(undefined).plan(addOurs)[0].change).toEqual({
      part: 's3',
      resource: 'arn:aws:s3:::reco',
      operation: 'create',
      after: documentOf(OURS),
    });
    expect(setup(before).plan(addOurs)[0].change).toEqual({
      part: 's3',
      resource: 'arn:aws:s3:::reco',
      operation: 'update',
      before,
      after: documentOf(foreign('Tls'), OURS),
    });
    expect(setup(documentOf(OURS)).plan(removeOurs)[0].change).toEqual({
      part: 's3',
      resource: 'arn:aws:s3:::reco',
      operation: 'delete',
      before: documentOf(OURS),
    });
  });

  it('refuses what is larger than AWS allows, and says by how much', () => {
    const { home, plan } = setup(documentOf(foreign('Tls')));
    const size = policyText(documentOf(foreign('Tls'), OURS)).length;

    home.limit = size;
    expect(plan(addOurs)).toHaveLength(1);

    home.limit = size - 1;
    expect(() => plan(addOurs)).toThrow(ConflictError);
    expect(() => plan(addOurs)).toThrow(
      `the policy of bucket reco would take ${size} bytes, but AWS allows ${
        size - 1
      }`,
    );
  });

  it('leaves a document alone that is over a limit already and as wanted', () => {
    const { home, plan } = setup(documentOf(foreign('Tls'), OURS));
    home.limit = 10;

    expect(plan(addOurs)).toEqual([]);
  });
});

describe('making the change of a policy', () => {
  it('reads again right before the write, writes once and reads back', async () => {
    const { home, session, plan, log } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);

    const made = await planned.apply(session);

    expect(home.calls).toEqual(['read', 'write', 'read']);
    expect(made).toEqual(planned.change);
    expect(log.warnings).toEqual([]);
  });

  it('makes no write when somebody else made the change meanwhile', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.document = documentOf(foreign('Tls'), OURS);

    expect(await planned.apply(session)).toBeUndefined();
    expect(home.calls).toEqual(['read']);
  });

  it('keeps a statement that came between plan and write', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    const found = documentOf(foreign('Tls'), foreign('New'));
    home.document = found;

    const made = await planned.apply(session);

    expect(home.document).toEqual(
      documentOf(foreign('Tls'), foreign('New'), OURS),
    );
    expect(made).toMatchObject({ before: found, after: home.document });
  });

  it('names a statement that vanished between plan and write, and does not bring it back', async () => {
    const { home, session, plan, log } = setup(
      documentOf(foreign('Tls'), foreign('Reader')),
    );
    const [planned] = plan(addOurs);
    home.document = documentOf(foreign('Tls'));

    await planned.apply(session);

    expect(home.document).toEqual(documentOf(foreign('Tls'), OURS));
    expect(log.warnings).toEqual([
      'Something else changed the policy of bucket reco between plan and write; missing or edited: statement "Reader"',
    ]);
  });

  it('creates the policy when the whole document vanished', async () => {
    const { home, session, plan, log } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.document = undefined;

    expect(await planned.apply(session)).toMatchObject({
      operation: 'create',
    });
    expect(home.document).toEqual(documentOf(OURS));
    expect(log.warnings[0]).toContain('"Tls"');
  });

  it('merges again on what another tool wrote right after our write', async () => {
    const { home, session, plan, log } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.afterWrites = [
      () => {
        home.document = documentOf(foreign('Tls'), foreign('Theirs'));
      },
    ];

    await planned.apply(session);

    expect(home.document).toEqual(
      documentOf(foreign('Tls'), foreign('Theirs'), OURS),
    );
    expect(home.calls).toEqual(['read', 'write', 'read', 'write', 'read']);
    expect(log.warnings).toEqual([
      `Something else changed the policy of bucket reco right after the write; missing or edited: statement "${OURS.Sid}"`,
    ]);
  });

  it('takes the other tool for right when it kept our statement', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.afterWrites = [
      () => {
        home.document = documentOf(OURS, foreign('Theirs'));
      },
    ];

    await planned.apply(session);

    expect(home.calls).toEqual(['read', 'write', 'read']);
    expect(home.document).toEqual(documentOf(OURS, foreign('Theirs')));
  });

  it('gives up against a tool that writes its own document each time', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    let count = 0;
    const theirs = () => {
      count += 1;
      home.document = documentOf(foreign(`Theirs${count}`));
    };
    home.afterWrites = Array.from({ length: 10 }, () => theirs);

    const failure = planned.apply(session);

    await expect(failure).rejects.toThrow(ConflictError);
    await expect(failure).rejects.toThrow(
      'the policy of bucket reco was changed by something else after each of 4 writes',
    );
    expect(home.calls.filter(call => call === 'write')).toHaveLength(4);
  });

  it('waits while AWS answers with the document that our write replaced', async () => {
    const { home, session, plan, waits } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    const old = documentOf(foreign('Tls'));
    home.staleAnswers = [old, old, old];

    await planned.apply(session);

    expect(home.calls).toEqual(['read', 'write', 'read', 'read', 'read']);
    expect(waits).toEqual([250, 500]);
    expect(home.document).toEqual(documentOf(foreign('Tls'), OURS));
  });

  it('does not merge on an old answer, which would undo the write of another run', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const old = home.document;
    const theirs = { ...OURS, Sid: 'PersonalizeS3bbbbbbbbbbbb' };
    const written = documentOf(foreign('Tls'), theirs);
    session.staleReads.remember(home.resource, old, written);
    const [planned] = plan(addOurs);
    home.document = written;
    home.staleAnswers = [old];

    await planned.apply(session);

    expect(home.document).toEqual(documentOf(foreign('Tls'), theirs, OURS));
  });

  it('takes an old answer for true after some seconds: somebody put it back', async () => {
    const { home, session, plan, waits } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.afterWrites = [
      () => {
        home.document = documentOf(foreign('Tls'));
      },
    ];

    await planned.apply(session);

    expect(waits).toEqual([250, 500, 1000, 2000, 4000]);
    expect(home.document).toEqual(documentOf(foreign('Tls'), OURS));
  });

  it('refuses a document that grew beyond the limit meanwhile, before the write', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.document = documentOf(foreign('Tls'), foreign('New'));
    home.limit = policyText(documentOf(foreign('Tls'), OURS)).length;

    await expect(planned.apply(session)).rejects.toThrow('but AWS allows');
    expect(home.calls).toEqual(['read']);
  });

  it('removes a policy that would be empty, and says so where that cannot be', async () => {
    const { home, session, plan } = setup(documentOf(OURS));
    await plan(removeOurs)[0].apply(session);
    expect(home.calls).toEqual(['read', 'remove', 'read']);
    expect(home.document).toBeUndefined();

    const key = setup(documentOf(OURS));
    const withoutRemove: PolicyHome = {
      resource: key.home.resource,
      name: key.home.name,
      unit: 'bytes',
      limit: 32_768,
      remedy: 'Use another key.',
      read: () => key.home.read(),
      write: (s, document) => key.home.write(s, document),
    };
    const [removal] = changesTo(
      'kms',
      withoutRemove,
      removeOurs,
      key.home.document,
    );
    await expect(removal.apply(key.session)).rejects.toThrow(
      'would be left without a statement',
    );
    expect(key.home.document).toEqual(documentOf(OURS));
  });
});

describe('what a change is told to have changed', () => {
  const changeAfter = async (
    document: PolicyDocument | undefined,
    meddle: (home: MemoryHome) => void,
  ) => {
    const { home, session, plan } = setup(document);
    const [planned] = plan(addOurs);
    meddle(home);
    return planned.apply(session);
  };

  it.each<[string, (home: MemoryHome) => void]>([
    [
      'right after our write, in place of it',
      home => {
        home.afterWrites = [
          () => {
            home.document = documentOf(foreign('Tls'), foreign('Theirs'));
          },
        ];
      },
    ],
    [
      'right after our write, beside it',
      home => {
        home.afterWrites = [
          () => {
            home.document = documentOf(foreign('Tls'), foreign('Theirs'), OURS);
          },
        ];
      },
    ],
    [
      'while AWS rejected our write',
      home => {
        home.passing = { why: 'S3 is busy', is: () => true };
        home.failures = [
          {
            error: new AwsOperationError(
              { operation: 's3:PutBucketPolicy', resource: 'bucket reco' },
              new Error('busy'),
            ),
            meanwhile: documentOf(foreign('Tls'), foreign('Theirs')),
          },
        ];
      },
    ],
  ])('is not what another tool added %s', async (_when, meddle) => {
    expect(await changeAfter(documentOf(foreign('Tls')), meddle)).toEqual({
      part: 's3',
      resource: 'arn:aws:s3:::reco',
      operation: 'update',
      before: documentOf(foreign('Tls'), foreign('Theirs')),
      after: documentOf(foreign('Tls'), foreign('Theirs'), OURS),
    });
  });

  it('is not what another tool took away', async () => {
    const change = await changeAfter(
      documentOf(foreign('Tls'), foreign('Mine')),
      home => {
        home.afterWrites = [
          () => {
            home.document = documentOf(foreign('Tls'));
          },
        ];
      },
    );

    expect(change?.before).toEqual(documentOf(foreign('Tls')));
    expect(change?.after).toEqual(documentOf(foreign('Tls'), OURS));
  });

  it('is the whole policy where another tool took away all that was there', async () => {
    const change = await changeAfter(documentOf(foreign('Tls')), home => {
      home.afterWrites = [
        () => {
          home.document = undefined;
        },
      ];
    });

    expect(change).toStrictEqual({
      part: 's3',
      resource: 'arn:aws:s3:::reco',
      operation: 'create',
      after: documentOf(OURS),
    });
  });

  it('is a policy of another tool’s that we added to, where none was before', async () => {
    const change = await changeAfter(undefined, home => {
      home.afterWrites = [
        () => {
          home.document = documentOf(foreign('Theirs'));
        },
      ];
    });

    expect(change?.operation).toBe('update');
    expect(change?.before).toEqual(documentOf(foreign('Theirs')));
  });
});

describe('a write that AWS turns away for now', () => {
  const busy = (name: string) =>
    new AwsOperationError(
      { operation: 's3:PutBucketPolicy', resource: 'bucket reco' },
      Object.assign(new Error('conflicting operation'), { name }),
    );
  const passing: PolicyHome['passing'] = {
    why: 'S3 is busy',
    is: error => error.awsError === 'OperationAborted',
  };

  it('is made again on a fresh read, so that the other change is not undone', async () => {
    const { home, session, plan, waits } = setup(documentOf(foreign('Tls')));
    home.passing = passing;
    const [planned] = plan(addOurs);
    home.failures = [
      {
        error: busy('OperationAborted'),
        meanwhile: documentOf(foreign('Tls'), foreign('Theirs')),
      },
    ];

    await planned.apply(session);

    expect(home.document).toEqual(
      documentOf(foreign('Tls'), foreign('Theirs'), OURS),
    );
    expect(home.calls).toEqual(['read', 'write', 'read', 'write', 'read']);
    expect(waits).toEqual([1000]);
  });

  it('names what vanished meanwhile', async () => {
    const { home, session, plan, log } = setup(
      documentOf(foreign('Tls'), foreign('Reader')),
    );
    home.passing = passing;
    const [planned] = plan(addOurs);
    home.failures = [
      {
        error: busy('OperationAborted'),
        meanwhile: documentOf(foreign('Tls')),
      },
    ];

    await planned.apply(session);

    expect(statementsOf(home.document)).toEqual([foreign('Tls'), OURS]);
    expect(log.warnings[0]).toContain('"Reader"');
  });

  it('is given up after about a minute, with the error of AWS', async () => {
    const { home, session, plan, waits } = setup(documentOf(foreign('Tls')));
    home.passing = passing;
    const [planned] = plan(addOurs);
    home.failures = Array.from({ length: 20 }, () => ({
      error: busy('OperationAborted'),
    }));

    await expect(planned.apply(session)).rejects.toThrow('OperationAborted');
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 30000]);
  });

  it('is tried again for IAM too, which turns away changes of one role at a time', async () => {
    const { home, session, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.failures = [{ error: busy('ConcurrentModificationException') }];

    await planned.apply(session);

    expect(home.document).toEqual(documentOf(foreign('Tls'), OURS));
  });

  it('is not tried again for another error', async () => {
    const { home, session, plan, waits } = setup(documentOf(foreign('Tls')));
    home.passing = passing;
    const [planned] = plan(addOurs);
    home.failures = [{ error: busy('AccessDenied') }];

    await expect(planned.apply(session)).rejects.toThrow('AccessDenied');
    expect(waits).toEqual([]);
    expect(home.calls).toEqual(['read', 'write']);
  });
});

describe('the record of a change', () => {
  it('is opened before the write and closed with what was read back', async () => {
    const { home, session, journal, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.afterWrites = [
      () => {
        expect(journal.outcomes()).toEqual(['open']);
      },
    ];

    await planned.apply(session);

    expect(journal.entries).toEqual([
      {
        change: planned.change,
        outcome: {
          outcome: 'applied',
          requests: [],
          readBack: documentOf(foreign('Tls'), OURS),
        },
      },
    ]);
  });

  it('tells what AWS held right before, not what was planned on', async () => {
    const { home, session, journal, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.document = documentOf(foreign('Tls'), foreign('New'));

    await planned.apply(session);

    expect(journal.entries[0].change).toMatchObject({
      before: documentOf(foreign('Tls'), foreign('New')),
      after: documentOf(foreign('Tls'), foreign('New'), OURS),
    });
  });

  it('has an entry for each write, also for those that AWS turned away', async () => {
    const { home, session, journal, plan } = setup(documentOf(foreign('Tls')));
    home.passing = { why: 'S3 is busy', is: () => true };
    const [planned] = plan(addOurs);
    const theirs = documentOf(foreign('Tls'), foreign('Theirs'));
    home.failures = [
      {
        error: new AwsOperationError(
          { operation: 's3:PutBucketPolicy', resource: 'bucket reco' },
          Object.assign(new Error('busy'), { name: 'OperationAborted' }),
        ),
        meanwhile: theirs,
      },
    ];

    await planned.apply(session);

    expect(journal.entries).toMatchObject([
      {
        change: { before: documentOf(foreign('Tls')) },
        outcome: { outcome: 'failed', error: 'OperationAborted' },
      },
      { change: { before: theirs }, outcome: { outcome: 'applied' } },
    ]);
  });

  it('has an entry for the write that repairs what another tool undid', async () => {
    const { home, session, journal, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.afterWrites = [
      () => {
        home.document = documentOf(foreign('Theirs'));
      },
    ];

    await planned.apply(session);

    expect(journal.entries).toMatchObject([
      { outcome: { readBack: documentOf(foreign('Theirs')) } },
      {
        change: { before: documentOf(foreign('Theirs')) },
        outcome: { readBack: documentOf(foreign('Theirs'), OURS) },
      },
    ]);
  });

  it('says that a write was made that cannot be read back', async () => {
    const { home, session, journal, controller, plan } = setup(
      documentOf(foreign('Tls')),
    );
    const [planned] = plan(addOurs);
    jest.spyOn(home, 'read').mockImplementation(async () => {
      if (home.calls.includes('write')) {
        controller.abort(new Error('The task was cancelled'));
        controller.signal.throwIfAborted();
      }
      return home.document;
    });

    await expect(planned.apply(session)).rejects.toThrow(
      'The task was cancelled',
    );
    expect(journal.entries[0].outcome).toEqual({
      outcome: 'applied',
      requests: [],
    });
  });

  it('has nothing of a change that somebody else made', async () => {
    const { home, session, journal, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.document = documentOf(foreign('Tls'), OURS);

    await planned.apply(session);

    expect(journal.entries).toEqual([]);
  });

  it('that cannot be opened stops the write', async () => {
    const { home, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    const refusing: Journal = {
      exclusive: async (_request, work) =>
        work({
          written: undefined,
          settle: async () => {},
          open: async () => {
            throw new Error('the ledger is away');
          },
        }),
    };

    await expect(
      planned.apply(sessionOn(NO_AWS, { journal: refusing })),
    ).rejects.toThrow('the ledger is away');
    expect(home.calls).toEqual(['read']);
  });

  it('of a run that is gone is settled on what AWS holds, before anything is written', async () => {
    const { home, session, journal, plan } = setup(documentOf(foreign('Tls')));
    const [planned] = plan(addOurs);
    home.document = documentOf(foreign('Tls'), foreign('New'));
    const found = home.document;

    await planned.apply(session);

    expect(journal.settled).toEqual([{ resource: home.resource, found }]);
  });

  it('tells of the write of another process, whose old answers are waited out', async () => {
    const { home, session, plan, waits } = setup(documentOf(foreign('Tls')));
    const old = home.document;
    const theirs = { ...OURS, Sid: 'PersonalizeS3bbbbbbbbbbbb' };
    const written = documentOf(foreign('Tls'), theirs);
    const [planned] = plan(addOurs);
    home.document = written;
    home.staleAnswers = [old];
    const memory = new MemoryJournal();
    const journal: Journal = {
      exclusive: (request, work) =>
        memory.exclusive(request, turn =>
          work({
            ...turn,
            written: {
              written: documentFingerprint(written),
              superseded: [documentFingerprint(old)],
              ageMs: 100,
            },
          }),
        ),
    };

    await planned.apply(
      sessionOn(NO_AWS, { journal, wait: session.wait.bind(session) }),
    );

    expect(waits).toEqual([250]);
    expect(home.document).toEqual(documentOf(foreign('Tls'), theirs, OURS));
  });
});

describe('runs that change one policy at the same time', () => {
  it('each keep what the others wrote', async () => {
    const home = new MemoryHome(documentOf(foreign('Tls')));
    const staleReads = new StaleReads(() => 0);
    const journal = new MemoryJournal();
    const sids = Array.from({ length: 20 }, (_, index) => `Run${index}`);
    const plans = sids.map(Sid =>
      changesTo(
        's3',
        home,
        found =>
          mergeOwned(
            found,
            [{ ...OURS, Sid }],
            statement => statement.Sid === Sid,
          ).document,
        home.document,
      ),
    );

    const log = new Log();
    await Promise.all(
      plans.map(([change]) =>
        change.apply(sessionOn(NO_AWS, { log, staleReads, journal })),
      ),
    );

    expect(statementsOf(home.document).map(({ Sid }) => Sid)).toEqual([
      'Tls',
      ...sids,
    ]);
    expect(log.infos).toContain(
      'Waiting for another run that is changing the policy of bucket reco',
    );
  });
});
