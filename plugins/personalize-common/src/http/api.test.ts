import { RoleSettings, SourceConditions } from '../setup/access';
import { Change, Holding, PolicyRoom, Warning } from '../setup/change';
import { Check, SetupStatus } from '../setup/status';
import { StatementPointer } from '../verify/finding';
import * as api from './api';

/** Whether two types are one and the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B
  ? 1
  : 2
  ? true
  : false;

/** Compiles where what the engine means is what goes over HTTP. */
const same: {
  change: Same<api.Change, Change>;
  check: Same<api.Check, Check>;
  holding: Same<api.Holding, Holding>;
  policyRoom: Same<api.PolicyRoom, PolicyRoom>;
  roleSettings: Same<api.RoleSettings, RoleSettings>;
  setupStatus: Same<api.SetupStatus, SetupStatus>;
  sourceConditions: Same<api.SourceConditions, SourceConditions>;
  statementPointer: Same<api.StatementPointer, StatementPointer>;
  warning: Same<api.Warning, Warning>;
} = {
  change: true,
  check: true,
  holding: true,
  policyRoom: true,
  roleSettings: true,
  setupStatus: true,
  sourceConditions: true,
  statementPointer: true,
  warning: true,
};

it.each(Object.entries(same))(
  'a %s is over HTTP what it is in the engine',
  (_name, isSame) => expect(isSame).toBe(true),
);
