import { useState } from 'react';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
} from '@backstage/ui';
import { StatementChange } from './StatementChange';
import { StatementDiff } from './statements';

/** The statements that stayed as they were, folded. */
export function Unchanged({
  statements,
}: {
  statements: readonly StatementDiff[];
}) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <AccordionTrigger
        level={4}
        title={
          statements.length === 1
            ? '1 statement stayed as it was'
            : `${statements.length} statements stayed as they were`
        }
      />
      <AccordionPanel>
        {isOpen && (
          <Flex direction="column" gap="2">
            {statements.map((statement, index) => (
              <StatementChange key={index} statement={statement} />
            ))}
          </Flex>
        )}
      </AccordionPanel>
    </Accordion>
  );
}
