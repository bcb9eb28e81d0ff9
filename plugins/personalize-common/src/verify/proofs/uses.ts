import {
  ABSENT,
  ContextValue,
  exactly,
  KnownResource,
} from '../../evaluate/context';
import { matchesIgnoringCase } from '../../evaluate/pattern';
import { ResourceRequest } from '../../evaluate/request';
import { asList, PolicyStatement } from '../../policy/document';
import { ALL_ACTIONS, presetActions } from '../../service/presets';
import { SERVICE_NAMESPACE } from '../../service/service';

/** An action and its resource. */
export type Use = Pick<ResourceRequest, 'action' | 'resource'> &
  KnownResource & {
    /** Condition key -> what the statement asks of the tags of resource and request. */
    tags?: Readonly<Record<string, ContextValue>>;
  };

const { account, offered, runtime } = presetActions('admin');

/**
 * The single uses of a statement that the product writes. Wildcards in Personalize
 * actions are expanded, so that a Deny of one action is found.
 */
export function usesOf(statement: PolicyStatement): Use[] {
  const tags = tagsWanted(statement);
  return asList(statement.Action)
    .flatMap(writtenOut)
    .flatMap(action =>
      asList(statement.Resource)
        .filter(resource => isFor(action, resource))
        .map(resource => ({ action, resource, ...(tags ? { tags } : {}) })),
    );
}

/** The tags of a request for which a statement for a team's people is meant. */
function tagsWanted({ Condition }: PolicyStatement): Use['tags'] {
  const { StringEquals = {}, Null = {} } = Condition ?? {};
  const tags = [
    ...Object.entries(StringEquals).map(
      ([key, value]): [string, ContextValue] => [key, exactly(String(value))],
    ),
    ...Object.entries(Null).map(([key, isAbsent]): [string, ContextValue] => [
      key,
      String(isAbsent) === 'true' ? ABSENT : exactly('stage'),
    ]),
  ].filter(([key]) => /^aws:(resourcetag\/|requesttag\/|tagkeys$)/i.test(key));
  return tags.length > 0 ? Object.fromEntries(tags) : undefined;
}

function writtenOut(action: string): string[] {
  return action.includes('*')
    ? ALL_ACTIONS.filter(one => matchesIgnoringCase(action, one))
    : [action];
}

/** Whether an action applies to this kind of resource. */
function isFor(action: string, resource: string): boolean {
  const [service] = action.split(':');
  if (resource === '*') {
    return true;
  }
  if (service === 's3') {
    const isBucket = !resource.includes('/');
    return isBucket === (action === 's3:ListBucket');
  }
  if (service === SERVICE_NAMESPACE) {
    const isOffered = resource.includes(`:${SERVICE_NAMESPACE}:::`);
    return (isOffered ? offered : [...account, ...runtime]).includes(action);
  }
  return true;
}
