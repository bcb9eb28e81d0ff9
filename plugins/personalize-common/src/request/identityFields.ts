import { SetupIdentity } from '../setup/access';
import {
  entityRefRule,
  normaliseEntityRef,
  setupNameRule,
} from '../setup/entityRef';
import { optional, text } from './fields';

function entityRef(kind: string) {
  return text(entityRefRule(kind)).transform(ref =>
    normaliseEntityRef(ref, kind),
  );
}

/** The fields that say what a set-up is called and whose it is. */
export function identityFields() {
  return {
    name: text(setupNameRule),
    owner: entityRef('group'),
    system: optional(entityRef('system')),
  };
}

/** Whose a set-up will be, for a dry run that nothing is registered in yet. */
export function ownerField() {
  return { owner: optional(entityRef('group')) };
}

/** The identity among the fields of a request. */
export function toIdentity(fields: SetupIdentity): SetupIdentity {
  return { name: fields.name, owner: fields.owner, system: fields.system };
}
