import { useId, useState } from 'react';
import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import { CheckList } from './CheckList';

/** All that was proven by the last check, folded. */
export function AllChecks({ checks }: { checks: readonly Check[] }) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  if (checks.length === 0) {
    return null;
  }
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <AccordionTrigger
        id={id}
        level={4}
        title={`All checks of the last check (${checks.length})`}
      />
      <AccordionPanel>
        {isOpen && <CheckList checks={checks} labelledBy={id} />}
      </AccordionPanel>
    </Accordion>
  );
}
