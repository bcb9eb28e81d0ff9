import { Change, Check, PolicyRoom, Warning } from '../plan/change';
import { RoleSettings, SourceConditions } from '../request/types';
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
  policyRoom: Same<api.PolicyRoom, PolicyRoom>;
  roleSettings: Same<api.RoleSettings, RoleSettings>;
  sourceConditions: Same<api.SourceConditions, SourceConditions>;
  statementPointer: Same<api.StatementPointer, StatementPointer>;
  warning: Same<api.Warning, Warning>;
} = {
  change: true,
  check: true,
  policyRoom: true,
  roleSettings: true,
  sourceConditions: true,
  statementPointer: true,
  warning: true,
};

it.each(Object.entries(same))(
  'a %s is over HTTP what it is in the engine',
  (_name, isSame) => expect(isSame).toBe(true),
);
