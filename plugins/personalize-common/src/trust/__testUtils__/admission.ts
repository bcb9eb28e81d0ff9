import { Answer, anyOf } from '../../evaluate/answer';
import {
  ABSENT,
  ContextValue,
  exactly,
  requestContext,
} from '../../evaluate/context';
import { matchStatements } from '../../evaluate/statement';
import { PolicyDocument } from '../../policy/document';
import { SERVICE_PRINCIPAL } from '../../service/service';
import { ASSUME_ROLE } from '../trustStatement';

export const OWN_ACCOUNT = '012345678901';
export const FOREIGN_ACCOUNT = '999999999999';

/** On whose behalf Personalize asks to assume the role. */
export interface Behalf {
  account?: string;
  arn?: string;
}

const arn = (region: string, account: string) =>
  `arn:aws:personalize:${region}:${account}:dataset-group/shop`;

/** The columns of the facts: own account, foreign account, no keys, another Region. */
export const BEHALVES = {
  own: { account: OWN_ACCOUNT, arn: arn('us-east-1', OWN_ACCOUNT) },
  foreign: {
    account: FOREIGN_ACCOUNT,
    arn: arn('us-east-1', FOREIGN_ACCOUNT),
  },
  noKeys: {},
  otherRegion: { account: OWN_ACCOUNT, arn: arn('eu-west-1', OWN_ACCOUNT) },
} satisfies Record<string, Behalf>;

/** Whether a trust policy lets Personalize assume the role on somebody's behalf. */
export function admits(
  document: PolicyDocument,
  behalf: Behalf,
  others: ContextValue = ABSENT,
): Answer {
  const carried = (value: string | undefined) =>
    value === undefined ? ABSENT : exactly(value);
  const matches = matchStatements(document, 'trust', {
    principal: { kind: 'service', service: SERVICE_PRINCIPAL },
    action: ASSUME_ROLE,
    resource: '*',
    context: requestContext(
      {
        'aws:SourceAccount': carried(behalf.account),
        'aws:SourceArn': carried(behalf.arn),
        // A service belongs to no organisation.
        'aws:PrincipalOrgID': ABSENT,
      },
      others,
    ),
  });
  return anyOf(
    matches
      .filter(({ statement }) => statement.Effect === 'Allow')
      .map(({ answer }) => answer),
  );
}

/** The answers in the order of the facts: own, foreign, no keys, another Region. */
export function admittanceOf(document: PolicyDocument): Answer[] {
  return [
    BEHALVES.own,
    BEHALVES.foreign,
    BEHALVES.noKeys,
    BEHALVES.otherRegion,
  ].map(behalf => admits(document, behalf));
}
