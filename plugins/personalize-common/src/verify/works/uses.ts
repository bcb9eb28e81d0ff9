import { KnownResource } from '../../evaluate/knownResource';
import { matchesIgnoringCase } from '../../evaluate/pattern';
import { ResourceRequest } from '../../evaluate/request';
import { asList, PolicyStatement } from '../../policy/document';
import { presetActions } from '../../presets/actions';

/** What is done to what. */
export type Use = Pick<ResourceRequest, 'action' | 'resource'> & KnownResource;

/** All that Personalize has. */
const { account, offered, runtime, anywhere } = presetActions('admin');
const PERSONALIZE_ACTIONS = [
  ...new Set([...account, ...offered, ...runtime, ...anywhere]),
];

/**
 * What a statement that the product writes is for, one by one. Wildcards in the
 * actions of Personalize are written out, so that a Deny of one is seen.
 */
export function usesOf(statement: PolicyStatement): Use[] {
  return asList(statement.Action)
    .flatMap(writtenOut)
    .flatMap(action =>
      asList(statement.Resource)
        .filter(resource => isFor(action, resource))
        .map(resource => ({ action, resource })),
    );
}

function writtenOut(action: string): string[] {
  return action.includes('*')
    ? PERSONALIZE_ACTIONS.filter(one => matchesIgnoringCase(action, one))
    : [action];
}

/** Whether an action is one on that kind of resource. */
function isFor(action: string, resource: string): boolean {
  const [service] = action.split(':');
  if (resource === '*') {
    return true;
  }
  if (service === 's3') {
    const isBucket = !resource.includes('/');
    return isBucket === (action === 's3:ListBucket');
  }
  if (service === 'personalize') {
    const isOffered = resource.includes(':personalize:::');
    return (isOffered ? offered : [...account, ...runtime]).includes(action);
  }
  return true;
}
