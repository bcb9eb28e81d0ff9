import { PolicyStatement } from '../../policy/document';
import { isPersonalize } from '../../trust/admittance';
import { partiesOf, Party, partyWords } from '../contain/principals';
import { Finding } from '../finding';
import { Holder } from '../holders';
import { isNobody } from '../opened/nobody';
import { placedStatements, PlacedStatement } from '../placed';
import { addedStatement } from './findings';

/** Names the statements of others by which somebody else than Personalize can assume the role. */
export function openTrust(
  holder: Holder,
  roleId: string | undefined,
  isForeign: (placed: PlacedStatement) => boolean,
): Finding[] {
  return placedStatements(holder.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const others = othersIn(placed.statement, roleId);
      return others.length > 0
        ? [addedStatement(placed, 'trust', others.map(partyWords), [])]
        : [];
    });
}

function othersIn(
  statement: PolicyStatement,
  roleId: string | undefined,
): Party[] {
  return partiesOf(statement).filter(
    party =>
      !isNobody(party, roleId) &&
      !(
        party.kind === 'named' &&
        isPersonalize(party.principal.type, party.principal.name)
      ),
  );
}
