import { ResourceRequest } from '../../evaluate/request';
import { matchesIgnoringCase } from '../../evaluate/pattern';
import { asList, PolicyStatement } from '../../policy/document';
import { presetActions } from '../../presets/actions';

/** What is done to what. */
export type Use = Pick<ResourceRequest, 'action' | 'resource'>;

/** Every action of Personalize. */
const PERSONALIZE_ACTIONS = [
  ...new Set(Object.values(presetActions('admin')).flat()),
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

/** In S3 an action is for the bucket or for its objects. */
function isFor(action: string, resource: string): boolean {
  const isOfBucket = !resource.includes('/');
  return (
    !action.startsWith('s3:') || isOfBucket === (action === 's3:ListBucket')
  );
}
