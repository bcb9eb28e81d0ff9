import {
  RequestedAccess,
  BucketAccess,
  Change,
  KeyAccess,
  RoleSettings,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { accessToRecord } from '../parts/s3/handOff';
import { kmsPart } from '../parts/kms/part';
import { rolePart } from '../parts/role/part';
import { s3Part } from '../parts/s3/part';
import { trustPart } from '../parts/trust/part';
import { usersPart } from '../parts/users/part';
import {
  applyRevocation,
  planRevocation,
  readRevocation,
  refuseBlocked,
  RevocationPlan,
} from '../setup/revocation';
import { FakeAws } from './fakeAws';
import { MemoryJournal } from './memoryJournal';
import { recordOf } from './record';
import { sessionOn } from './sessions';
import { run, SETTINGS, TARGET } from './setups';

/** What a set-up is made of. */
export interface Asked {
  settings?: Partial<RoleSettings>;
  keys?: KeyAccess[];
  buckets?: BucketAccess[];
  users?: UserAccess[];
}

/** A set-up in a fake account, with all that was recorded of it. */
export class RecordedSetup {
  readonly journal = new MemoryJournal();
  private asked: RequestedAccess = {};

  constructor(
    private readonly aws: FakeAws,
    private readonly role: RoleTarget = TARGET,
  ) {}

  /** Makes it, or brings it to what is asked for now, part by part, as the template does. */
  async make({
    settings,
    keys = [],
    buckets = [],
    users = [],
  }: Asked): Promise<void> {
    const { aws, journal, role } = this;
    const sourceConditions = 'if-present';
    const record = { ...recordOf(journal), asked: this.asked };
    const context = { guardrails: {}, record };
    const open = () => sessionOn(aws, { journal });
    const wanted = { role, settings: { ...SETTINGS, ...settings } };
    await run(rolePart, aws, wanted, open());
    await run(
      trustPart,
      aws,
      { role, trust: { regions: ['us-east-1'], sourceArns: [] } },
      open(),
    );
    await run(
      kmsPart,
      aws,
      kmsPart.wanted({ role, keys, sourceConditions }, context),
      open(),
    );
    await run(
      s3Part,
      aws,
      s3Part.wanted({ role, buckets, sourceConditions }, context),
      open(),
    );
    await run(
      usersPart,
      aws,
      usersPart.wanted({ role, users }, context),
      open(),
    );
    this.asked = accessToRecord(
      role,
      { buckets, sourceConditions },
      this.asked,
    );
    aws.calls = [];
  }

  /** What a revoke would do. */
  async plan(): Promise<RevocationPlan> {
    const revocation = await readRevocation(
      sessionOn(this.aws, { journal: this.journal }),
      this.role,
      recordOf(this.journal, this.asked),
    );
    return planRevocation(revocation);
  }

  /** Takes it back, as the action does. */
  async takeBack(isForced = false): Promise<{
    changes: Change[];
    kept: { resource: string; reason: string }[];
  }> {
    const { plans, blockers, kept } = await this.plan();
    if (!isForced) {
      refuseBlocked('shop', blockers);
    }
    const made = await applyRevocation(
      sessionOn(this.aws, { journal: this.journal }),
      plans,
      isForced,
    );
    return { changes: made.changes, kept: [...kept, ...made.kept] };
  }
}
