import { useState } from 'react';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Text,
} from '@backstage/ui';
import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { BeforeAndAfter } from './diff/BeforeAndAfter';
import { Place } from './place';
import { Requests } from './Requests';

interface UnfoldingProps {
  item: HistoryItem;
  place: Place | undefined;
  /** What the entry tells. */
  title: string;
}

/** Before and after, and the answers of AWS. Nothing of it is made before it is opened. */
export function Unfolding({ item, place, title }: UnfoldingProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <AccordionTrigger level={3} title={title} />
      <AccordionPanel>
        {isOpen && (
          <Flex direction="column" gap="3" pt="2">
            {item.outcome !== 'applied' && (
              <Text color="secondary">
                This is what was planned. Nothing says that AWS holds it.
              </Text>
            )}
            {item.change && <BeforeAndAfter change={item.change} />}
            <Requests
              requests={item.requests}
              at={item.closedAt ?? item.at}
              place={place}
            />
          </Flex>
        )}
      </AccordionPanel>
    </Accordion>
  );
}
