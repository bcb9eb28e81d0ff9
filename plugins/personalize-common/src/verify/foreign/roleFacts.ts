import { PolicyStatement, statementsOf } from '../../policy/document';
import { PRODUCT_TAGS } from '../../service/tags';
import { Holding } from '../../setup/change';
import { conditionEntries } from '../../trust/conditions';
import { ExpectedAccess, HeldAccess, HeldRole, PolicyAtPlace } from '../access';
import { Finding } from '../finding';
import { boundaryAdditionId, tagAdditionId } from '../ids';
import { lastWriteAt } from '../lastWrite';
import { additionFinding } from './findings';

/**
 * Finds boundaries that nobody asked for, and tags that a policy depends on, on the
 * service role and on the roles for people.
 *
 * @param holdings - what the last run left of the set-up
 */
export function additionsToRoles(
  { settings }: ExpectedAccess,
  { role: serviceRole, buckets, keys, people }: HeldAccess,
  holdings: readonly Holding[],
): Finding[] {
  const onData = [...buckets, ...keys].map(({ policy }) => policy);
  const { permissionsBoundary } = settings;
  const asked = Object.keys({ ...PRODUCT_TAGS, ...settings.tags });
  const ofPeople = people.flatMap(({ policy, principals }) =>
    principals.flatMap(({ principal, role, name }) => {
      if (!role || !('roleName' in principal)) {
        return [];
      }
      // Another set-up of the same owner may have created it.
      const born = lastWriteAt(role.arn, holdings);
      const { tags = {} } = born ?? {};
      const written = new Map(Object.entries(Object(tags)));
      return addedTo(role, [policy, ...onData], name, {
        boundary: place =>
          place === (born ? born.permissionsBoundary : permissionsBoundary),
        tag: (key, value) =>
          written.has(key) ? written.get(key) === value : asked.includes(key),
      });
    }),
  );
  return [
    ...(serviceRole
      ? addedTo(serviceRole, onData, undefined, {
          // A boundary other than the requested one is a finding of its own.
          boundary: () => permissionsBoundary !== undefined,
          tag: key => asked.includes(key),
        })
      : []),
    ...ofPeople,
  ];
}

/**
 * @param name - of a role for people, as in messages
 * @param isKnown - whether the portal set a boundary or a tag
 */
function addedTo(
  { boundary, tags = {}, policies }: HeldRole,
  others: readonly PolicyAtPlace[],
  name: string | undefined,
  isKnown: {
    boundary: (place: string) => boolean;
    tag: (key: string, value: string) => boolean;
  },
): Finding[] {
  const who = name === undefined ? [] : [`the ${name}`];
  const statements = [
    ...policies,
    ...(boundary ? [boundary] : []),
    ...others,
  ].flatMap(({ document }) => statementsOf(document));
  return [
    ...(boundary && !isKnown.boundary(boundary.place)
      ? [
          additionFinding(
            boundaryAdditionId(name),
            'boundary',
            boundary.place,
            who,
          ),
        ]
      : []),
    ...Object.entries(tags)
      .filter(
        ([key, value]) =>
          !isKnown.tag(key, value) &&
          statements.some(statement => decidesBy(statement, key)),
      )
      .map(([key, value]) =>
        additionFinding(
          tagAdditionId(key, name),
          'tag',
          `${key}=${value}`,
          who,
        ),
      ),
  ];
}

/**
 * Whether a statement depends on a tag of the caller: by a condition on the tag, or
 * by its value in a resource or condition.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
function decidesBy(statement: PolicyStatement, tag: string): boolean {
  const key = `aws:principaltag/${tag}`.toLowerCase();
  const [, ...variables] = JSON.stringify(statement).toLowerCase().split('${');
  return (
    conditionEntries(statement.Condition).some(
      entry => entry.key.toLowerCase() === key,
    ) || variables.some(text => text.split(/[,}]/)[0].trim() === key)
  );
}
