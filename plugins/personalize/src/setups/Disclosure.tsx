import { ReactNode, useState } from 'react';
import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';

interface DisclosureProps {
  title: string;
  /** The heading's level. */
  level: 3 | 4;
  id?: string;
  children: ReactNode;
}

/** A heading that unfolds its content. Renders the content only when open. */
export function Disclosure({ title, level, id, children }: DisclosureProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <AccordionTrigger id={id} level={level} title={title} />
      <AccordionPanel>{isOpen && children}</AccordionPanel>
    </Accordion>
  );
}
