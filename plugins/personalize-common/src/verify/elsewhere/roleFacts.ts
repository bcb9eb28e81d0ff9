import { PRODUCT_TAGS } from '../../aws/tags';
import { conditionEntries } from '../../trust/conditionEntries';
import { statementsOf } from '../../policy/document';
import { ExpectedAccess } from '../expectedAccess';
import { Finding } from '../finding';
import { HeldAccess } from '../heldAccess';
import { ADDED_BOUNDARY, addedTag } from '../ids';
import { addedThing } from './findings';

/** Names a boundary that nobody asked for, and tags by which a policy decides. */
export function addedToTheRole(
  { settings }: ExpectedAccess,
  { role, buckets, keys }: HeldAccess,
): Finding[] {
  if (!role) {
    return [];
  }
  const { boundary, tags = {}, policies } = role;
  const documents = [
    ...policies,
    ...(boundary ? [boundary] : []),
    ...buckets.map(({ policy }) => policy),
    ...keys.map(({ policy }) => policy),
  ];
  const deciding = new Set(
    documents
      .flatMap(({ document }) => statementsOf(document))
      .flatMap(({ Condition }) => conditionEntries(Condition))
      .map(({ key }) => key.toLowerCase()),
  );
  const known = [
    ...Object.keys(PRODUCT_TAGS),
    ...Object.keys(settings.tags ?? {}),
  ];
  return [
    ...(boundary && settings.permissionsBoundary === undefined
      ? [addedThing(ADDED_BOUNDARY, 'boundary', boundary.place)]
      : []),
    ...Object.entries(tags)
      .filter(
        ([key]) =>
          !known.includes(key) &&
          deciding.has(`aws:principaltag/${key}`.toLowerCase()),
      )
      .map(([key, value]) =>
        addedThing(addedTag(key), 'tag', `${key}=${value}`),
      ),
  ];
}
